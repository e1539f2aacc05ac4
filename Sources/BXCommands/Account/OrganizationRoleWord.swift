// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// A role in an organization as people write it.
enum OrganizationRoleWord: String, CaseIterable {
    case manager = "OrgManager"
    case billingManager = "BillingManager"
    case auditor = "OrgAuditor"

    /// The word for its holders in paths.
    var path: String {
        switch self {
        case .manager: "managers"
        case .billingManager: "billing_managers"
        case .auditor: "auditors"
        }
    }

    /// The word for it in lists of people.
    var wireName: String {
        switch self {
        case .manager: "org_manager"
        case .billingManager: "billing_manager"
        case .auditor: "org_auditor"
        }
    }

    /// The title of the section of its holders.
    var title: String {
        switch self {
        case .manager: "MANAGERS"
        case .billingManager: "BILLING MANAGERS"
        case .auditor: "AUDITORS"
        }
    }
}

/// A role in a space as people write it.
enum SpaceRoleWord: String, CaseIterable {
    case manager = "SpaceManager"
    case developer = "SpaceDeveloper"
    case auditor = "SpaceAuditor"

    /// The word for its holders in paths.
    var path: String {
        switch self {
        case .manager: "managers"
        case .developer: "developers"
        case .auditor: "auditors"
        }
    }

    /// The word for it in lists of people.
    var wireName: String {
        switch self {
        case .manager: "space_manager"
        case .developer: "space_developer"
        case .auditor: "space_auditor"
        }
    }

    /// The title of the section of its holders.
    var title: String {
        switch self {
        case .manager: "SPACE MANAGERS"
        case .developer: "SPACE DEVELOPER"
        case .auditor: "SPACE AUDITORS"
        }
    }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
    /// The role that the argument `ROLE` names, in any case of letters.
    static func role(in invocation: Invocation) throws(UsageError) -> Self {
        let word = invocation.argument("ROLE") ?? ""
        guard let role = allCases.first(where: { $0.rawValue.lowercased() == word.lowercased() }) else {
            let known = allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            throw UsageError("'\(word)' is no role here. The roles are: \(known).")
        }
        return role
    }
}
