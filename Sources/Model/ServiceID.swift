// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// What signs in for a program in place of a person; belongs to one account.
package struct ServiceID: Sendable, Equatable, Identifiable {
    private static let iamPrefix = "iam-"

    /// `ServiceId-<uuid>`.
    package let id: String
    package let accountID: String
    package var name: String
    package var description: String
    /// The service instances that it was made for, as their names in the cloud; kept and shown, no more.
    package var instanceNames: [String]
    package let createdAt: Date
    package var modifiedAt: Date
    /// A locked service id cannot be changed or deleted.
    package var isLocked: Bool
    /// Counts the changes, from 1.
    package var revision: Int

    package init(
        id: String,
        accountID: String,
        name: String,
        description: String = "",
        instanceNames: [String] = [],
        createdAt: Date,
        modifiedAt: Date? = nil,
        isLocked: Bool = false,
        revision: Int = 1
    ) {
        self.id = id
        self.accountID = accountID
        self.name = name
        self.description = description
        self.instanceNames = instanceNames
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt ?? createdAt
        self.isLocked = isLocked
        self.revision = revision
    }

    /// What stands for it wherever an IAM id is asked for.
    package var iamID: String {
        Self.iamPrefix + id
    }

    /// The identifier in an IAM id; nil if that is a user's.
    package static func id(fromIAMID iamID: String) -> String? {
        isIAMID(iamID) ? String(iamID.dropFirst(iamPrefix.count)) : nil
    }

    /// Whether `iamID` is that of a service id.
    package static func isIAMID(_ iamID: String) -> Bool {
        iamID.hasPrefix(iamPrefix + "ServiceId-")
    }
}
