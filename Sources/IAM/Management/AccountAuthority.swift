// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Model
import Storage

/// Says in which account somebody acts, and whether they administer it.
struct AccountAuthority: Sendable {
    private let accounts: any AccountStore
    private let authorizer: Authorizer

    init(accounts: any AccountStore, policies: any AccessPolicyStore) {
        self.accounts = accounts
        authorizer = Authorizer(accounts: accounts, policies: policies)
    }

    /// The account to act in: the one that the request names, or the token's.
    func accountID(of actor: ManagementActor, requested: String?) async throws -> String {
        guard let accountID = requested ?? actor.principal.accountID else { throw APIError.noAccountNamed }
        guard try await canAct(actor, in: accountID) else { throw APIError.tokenOfOtherAccount(accountID) }
        return accountID
    }

    /// Whether `actor` belongs to the account and does not come with a token for another one.
    ///
    /// Membership is looked up each time, since a token outlives it.
    func canAct(_ actor: ManagementActor, in accountID: String) async throws -> Bool {
        if let own = actor.principal.accountID, own != accountID { return false }
        // The token of a service id is always for the account that it belongs to.
        if actor.isServiceID { return actor.principal.accountID == accountID }
        return try await accounts.isMember(iamID: actor.iamID, accountID: accountID)
    }

    /// Whether `actor` administers everything in the account, be it as its owner or by a policy.
    func isAdministrator(_ actor: ManagementActor, of accountID: String) async throws -> Bool {
        try await authorizer.access(of: actor.iamID, in: accountID).administersAccount
    }

    /// To whom the account belongs, whose keys no administrator manages.
    func ownerIAMID(of accountID: String) async throws -> String? {
        try await existing { try await accounts.account(id: accountID) }?.ownerIAMID
    }
}
