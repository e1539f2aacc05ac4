// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Model
import Storage

/// Decides who may see and who may change an account.
struct AccountAccess: Sendable {
    private let accounts: any AccountStore
    private let authorizer: Authorizer

    init(accounts: any AccountStore, policies: any AccessPolicyStore) {
        self.accounts = accounts
        authorizer = Authorizer(accounts: accounts, policies: policies)
    }

    /// The account `id`; to who does not belong to it, it does not exist.
    func account(id: String, seenBy principal: Principal) async throws -> Account {
        guard try await accounts.isMember(iamID: principal.iamID, accountID: id) else {
            throw APIError.unknownAccount(id)
        }
        return try await accounts.account(id: id)
    }

    /// The account `id` with its people, which are seen by members with a token for it.
    ///
    /// A token made by an API key of one account thus opens no other.
    func insideOfAccount(id: String, seenBy principal: Principal) async throws -> Account {
        let account = try await account(id: id, seenBy: principal)
        guard principal.accountID == id else {
            throw APIError.forbidden("The token is not for the account '\(id)'; target that account first")
        }
        return account
    }

    /// The account `id`, for what its owner alone decides.
    func account(id: String, ownedBy principal: Principal) async throws -> Account {
        let account = try await insideOfAccount(id: id, seenBy: principal)
        guard account.ownerIAMID == principal.iamID else {
            throw APIError.forbidden("Only the owner of the account '\(id)' may do this")
        }
        return account
    }

    /// The account `id`, which its owner and its administrators may change.
    func account(id: String, changedBy principal: Principal) async throws -> Account {
        let account = try await insideOfAccount(id: id, seenBy: principal)
        guard try await authorizer.access(of: principal.iamID, in: id).administersAccount else {
            throw APIError.forbidden("Only the owner and administrators of the account '\(id)' may do this")
        }
        return account
    }
}
