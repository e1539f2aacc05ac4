// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import Model
import Storage

/// An account and how to reach its owner.
struct OwnedAccount: Sendable {
    let account: Account
    let ownerEmail: String
}

/// Shows people the accounts that they belong to, and lets owners make further ones.
struct AccountService: Sendable {
    let access: AccountAccess
    let accounts: any AccountStore
    let users: any UserStore
    let time: TimeSource
    let logger: Logger

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
        try await owned(try await access.account(id: id, seenBy: principal))
    }

    /// A new account called `name`, which belongs to `principal`.
    ///
    /// Only who owns an account may make another one, so that invited people do not help themselves to the host.
    func create(name: String, by principal: Principal) async throws -> OwnedAccount {
        let name = name.trimmed
        guard !name.isEmpty, name.count <= 100, !name.contains(where: \.isNewline) else {
            throw APIError.malformedRequest("'name' has 1 to 100 characters in one line")
        }
        guard
            try await accounts.accounts(memberIAMID: principal.iamID).contains(where: {
                $0.ownerIAMID == principal.iamID
            })
        else {
            throw APIError.forbidden("Only who owns an account may make another one")
        }
        let now = time.now()
        let id = RandomText.hex(byteCount: 16)
        let account = Account(id: id, name: name, ownerIAMID: principal.iamID, createdAt: now, updatedAt: now)
        try await accounts.createAccount(account)
        logger.info("account made", ["event": "account.created", "accountID": id, "iamID": principal.iamID])
        return try await owned(account)
    }

    /// Opens or closes the account `accountID` for sessions that began with a password.
    ///
    /// The next token of such a session is refused; one that was made before ends within its hour. Only the owner decides
    /// this: an administrator could shut the owner out with it.
    func allowPasswordSessions(
        _ allowed: Bool,
        accountID: String,
        by principal: Principal
    ) async throws -> OwnedAccount {
        _ = try await access.account(id: accountID, ownedBy: principal)
        try await accounts.setPasswordSessions(allowed: allowed, accountID: accountID, at: time.now())
        return try await owned(try await accounts.account(id: accountID))
    }

    private func owned(_ account: Account) async throws -> OwnedAccount {
        do {
            return OwnedAccount(account: account, ownerEmail: try await users.user(iamID: account.ownerIAMID).email)
        } catch StoreError.notFound {
            return OwnedAccount(account: account, ownerEmail: "")
        }
    }
}

extension String {
    /// Without white space at both ends.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
