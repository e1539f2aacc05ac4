// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Basics
import FoundationEssentials
import Model
import Storage

/// Which policies are wanted.
struct AccessPolicyQuery: Sendable {
    /// In which account; nil for that of the token.
    var accountID: String?
    /// Whose; nil for those of all.
    var iamID: String?
}

/// What a policy is to be.
struct AccessPolicyOrder: Sendable {
    let iamID: String
    let terms: PolicyTerms
    let description: String
}

/// Makes, shows and changes the policies of accounts.
///
/// Everybody sees their own. Who administers everything that a policy is about sees it too, and may make, change and
/// delete it; so nobody gives more than they have. To all others it does not exist. A change holds from the next
/// request on.
struct AccessPolicyService: Sendable {
    typealias Stores = AccessPolicyStore & AccountStore & MembershipStore & ServiceIDStore

    /// Whoever has more has them by mistake, and each request would read them all.
    private static let mostOfOneSubject = 500

    private let stores: any Stores
    private let authority: AccountAuthority
    private let authorizer: Authorizer
    private let observer: any AccessObserver
    private let time: TimeSource

    init(stores: any Stores, observer: any AccessObserver, time: TimeSource) {
        self.stores = stores
        self.authority = AccountAuthority(accounts: stores, policies: stores)
        self.authorizer = Authorizer(accounts: stores, policies: stores)
        self.observer = observer
        self.time = time
    }

    /// The account that `actor` acts in, which `requested` must name if it names one.
    ///
    /// Only a token for an account will do: what happens to policies belongs into the audit log of one.
    func accountID(of actor: ManagementActor, requested: String?) async throws -> String {
        guard let accountID = actor.principal.accountID else { throw APIError.noAccountNamed }
        guard requested ?? accountID == accountID, try await authority.canAct(actor, in: accountID) else {
            throw APIError.tokenOfOtherAccount(requested ?? accountID)
        }
        return accountID
    }

    /// The policies that `actor` may see, oldest first.
    func policies(_ query: AccessPolicyQuery, by actor: ManagementActor) async throws -> [AccessPolicy] {
        let accountID = try await accountID(of: actor, requested: query.accountID)
        let access = try await authorizer.access(of: actor.iamID, in: accountID)
        return try await stores.accessPolicies(accountID: accountID, iamID: query.iamID)
            .filter { Self.isVisible($0, to: actor, with: access) }
    }

    func policy(id: String, by actor: ManagementActor) async throws -> AccessPolicy {
        try await visible(id: id, by: actor).policy
    }

    func create(_ order: AccessPolicyOrder, by actor: ManagementActor) async throws -> AccessPolicy {
        let accountID = try await accountID(of: actor, requested: nil)
        let access = try await authorizer.access(of: actor.iamID, in: accountID)
        try Self.requireAdministrator(access, of: order.terms.resource)
        try await requireSubject(order.iamID, in: accountID)
        try await requireNew(order, in: accountID, apartFrom: nil)
        let policy = AccessPolicy(
            id: UUID().uuidString.lowercased(),
            accountID: accountID,
            iamID: order.iamID,
            roles: order.terms.roles,
            resource: order.terms.resource,
            description: order.description,
            createdAt: time.now(),
            createdBy: actor.iamID
        )
        guard try await existing({ try await stores.createAccessPolicy(policy) }) != nil else {
            // Removed since it was looked for.
            throw APIError.unknownPolicySubject
        }
        await observer.accessChanged(in: accountID)
        return policy
    }

    /// Replaces what the policy says, if `version` is the present one; it stays a policy about the same subject.
    func update(
        id: String,
        _ order: AccessPolicyOrder,
        version: String?,
        by actor: ManagementActor
    ) async throws -> AccessPolicy {
        let policy = try await changeable(id: id, version: version, isVersionNeeded: true, by: actor)
        let access = try await authorizer.access(of: actor.iamID, in: policy.accountID)
        try Self.requireAdministrator(access, of: order.terms.resource)
        guard order.iamID == policy.iamID else {
            throw APIError.impossibleValue("iam_id", "a policy stays with its subject; make another one")
        }
        try await requireSubject(policy.iamID, in: policy.accountID)
        try await requireNew(order, in: policy.accountID, apartFrom: policy.id)
        let changed = policy.changed(at: time.now()) { policy in
            (policy.roles, policy.resource) = (order.terms.roles, order.terms.resource)
            (policy.description, policy.modifiedBy) = (order.description, actor.iamID)
        }
        let isStored = try await existing {
            try await stores.replaceAccessPolicy(changed, revision: policy.revision)
        }
        guard let isStored else { throw APIError.policyNotFound }
        guard isStored else { throw APIError.changedMeanwhile(id) }
        await observer.accessChanged(in: policy.accountID)
        return changed
    }

    /// Removes the policy, if `version` is the present one or none is named.
    func delete(id: String, version: String?, by actor: ManagementActor) async throws {
        let policy = try await changeable(id: id, version: version, isVersionNeeded: false, by: actor)
        try await stores.deleteAccessPolicy(id: id)
        await observer.accessChanged(in: policy.accountID)
    }

    /// The policy, for who may change it.
    func changeable(
        id: String,
        version: String?,
        isVersionNeeded: Bool,
        by actor: ManagementActor
    ) async throws -> AccessPolicy {
        let (policy, access) = try await visible(id: id, by: actor)
        try Self.requireAdministrator(access, of: policy.resource)
        if isVersionNeeded || version != nil { try policy.requireVersion(version) }
        return policy
    }

    private func visible(id: String, by actor: ManagementActor) async throws -> (policy: AccessPolicy, access: Access) {
        let accountID = try await accountID(of: actor, requested: nil)
        let access = try await authorizer.access(of: actor.iamID, in: accountID)
        guard let policy = try await existing({ try await stores.accessPolicy(id: id) }),
            policy.accountID == accountID, Self.isVisible(policy, to: actor, with: access)
        else { throw APIError.policyNotFound }
        return (policy, access)
    }

    private static func isVisible(_ policy: AccessPolicy, to actor: ManagementActor, with access: Access) -> Bool {
        policy.iamID == actor.iamID || access.administers(policy.resource)
    }

    private static func requireAdministrator(_ access: Access, of resource: ResourceAttributes) throws {
        guard access.administers(resource) else {
            throw APIError.mayNot("manage policies about more than you administer")
        }
    }

    /// Throws unless a policy can be about `iamID`.
    private func requireSubject(_ iamID: String, in accountID: String) async throws {
        if let id = ServiceID.id(fromIAMID: iamID) {
            guard let serviceID = try await existing({ try await stores.serviceID(id: id) }),
                serviceID.accountID == accountID
            else { throw APIError.unknownPolicySubject }
            return try serviceID.requireUnlocked()
        }
        guard let membership = try await existing({ try await stores.membership(accountID: accountID, iamID: iamID) })
        else { throw APIError.unknownPolicySubject }
        guard membership.role != .owner else {
            throw APIError.impossibleValue("iam_id", "the owner of an account may do everything in it already")
        }
    }

    /// Throws if there is a policy that says the same already, or if there are too many.
    private func requireNew(_ order: AccessPolicyOrder, in accountID: String, apartFrom id: String?) async throws {
        let others = try await stores.accessPolicies(accountID: accountID, iamID: order.iamID).filter { $0.id != id }
        if let same = others.first(where: { $0.roles == order.terms.roles && $0.resource == order.terms.resource }) {
            throw APIError.policyExists(same.id)
        }
        guard others.count < Self.mostOfOneSubject else { throw APIError.tooManyPolicies(Self.mostOfOneSubject) }
    }
}
