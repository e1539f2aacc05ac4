// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Model
import Storage

/// An account and how to reach its owner.
struct OwnedAccount: Sendable {
    let account: Account
    let ownerEmail: String
}

/// Shows people the accounts that they belong to.
struct AccountService: Sendable {
    let accounts: any AccountStore
    let users: any UserStore

    /// The accounts that `principal` belongs to, oldest first.
    func accounts(of principal: Principal) async throws -> [OwnedAccount] {
        var found: [OwnedAccount] = []
        for account in try await accounts.accounts(memberIAMID: principal.iamID) {
            found.append(try await owned(account))
        }
        return found
    }

    /// The account `id`; to who does not belong to it, it does not exist.
    func account(id: String, of principal: Principal) async throws -> OwnedAccount {
        guard try await accounts.isMember(iamID: principal.iamID, accountID: id) else {
            throw APIError(status: 404, code: "BXNACC404E", message: "The account '\(id)' could not be found")
        }
        return try await owned(try await accounts.account(id: id))
    }

    private func owned(_ account: Account) async throws -> OwnedAccount {
        do {
            return OwnedAccount(account: account, ownerEmail: try await users.user(iamID: account.ownerIAMID).email)
        } catch StoreError.notFound {
            return OwnedAccount(account: account, ownerEmail: "")
        }
    }
}
