// SPDX-License-Identifier: Apache-2.0

import Model

/// What can be done with the registry: the table of the role that each needs.
package enum RegistryAction: Sendable, CaseIterable {
    /// List and show images, pull them, see quotas and the plan.
    case see
    /// Push images and build them.
    case push
    case deleteImages
    case addNamespace
    case removeNamespace
    /// Make, show and revoke tokens, which are good for all namespaces of the account.
    case manageTokens
    /// Change the plan and the limits of the account.
    case changePlan

    /// The role that has to be held on the namespace, or on the whole registry.
    var neededRole: PlatformRole {
        switch self {
        case .see: .viewer
        case .push, .deleteImages: .editor
        case .addNamespace, .removeNamespace, .manageTokens, .changePlan: .administrator
        }
    }

    /// What is done, as the end of a sentence.
    var phrase: String {
        switch self {
        case .see: "see it"
        case .push: "push images to it"
        case .deleteImages: "delete its images"
        case .addNamespace: "add it"
        case .removeNamespace: "remove it"
        case .manageTokens: "manage registry tokens"
        case .changePlan: "change the plan and the limits"
        }
    }
}
