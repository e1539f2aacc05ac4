// SPDX-License-Identifier: Apache-2.0

package import Model

/// What one person or service id may do in one account, as it was when asked for.
package struct Access: Sendable {
    /// Whether the account is theirs: owners are administrators of everything in it.
    package let isOwner: Bool
    private let policies: [AccessPolicy]

    package init(isOwner: Bool, policies: [AccessPolicy]) {
        self.isOwner = isOwner
        self.policies = policies
    }

    /// Nothing at all.
    package static let none = Access(isOwner: false, policies: [])

    /// The roles on `resource`, with all that they contain; empty if it is none of their business.
    package func roles(on resource: ResourceAttributes) -> Set<PlatformRole> {
        if isOwner { return PlatformRole.administrator.contained }
        return policies.filter { $0.resource.covers(resource) }
            .reduce(into: []) { roles, policy in
                for role in policy.roles { roles.formUnion(role.contained) }
            }
    }

    /// Whether everything that `resource` names may be administered, which includes saying who else may.
    ///
    /// Who may give and take only what they administer whole cannot give anybody more than they have.
    package func administers(_ resource: ResourceAttributes) -> Bool {
        roles(on: resource).contains(.administrator)
    }

    /// Whether everything in the account may be administered.
    package var administersAccount: Bool {
        administers(ResourceAttributes())
    }
}
