// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Keeps accounts and who belongs to them.
package protocol AccountStore: Sendable {
    /// Stores a new account; its owner becomes a member.
    func createAccount(_ account: Account) async throws(StoreError)

    /// The account with this id.
    func account(id: String) async throws(StoreError) -> Account

    /// The accounts that the user belongs to, oldest first.
    func accounts(memberIAMID: String) async throws(StoreError) -> [Account]

    /// Whether the user belongs to the account; no if either is unknown.
    func isMember(iamID: String, accountID: String) async throws(StoreError) -> Bool

    /// Whether there is any account at all; false only before the first start has done its work.
    func hasAccounts() async throws(StoreError) -> Bool
}

/// Keeps people.
package protocol UserStore: Sendable {
    /// Stores a new user; IAM id and e-mail must be free.
    func createUser(_ user: User) async throws(StoreError)

    /// The user with this IAM id.
    func user(iamID: String) async throws(StoreError) -> User

    /// The user with this e-mail, compared in lower case.
    func user(email: String) async throws(StoreError) -> User
}

/// Keeps API keys, by the hash of their text.
package protocol APIKeyStore: Sendable {
    /// Stores a new key; id and hash must be free.
    func createAPIKey(_ key: APIKey) async throws(StoreError)

    /// The key whose text has this hash.
    func apiKey(hash: String) async throws(StoreError) -> APIKey
}

/// Keeps refresh tokens, by the hash of their text.
package protocol RefreshTokenStore: Sendable {
    /// Stores a new token; its hash must be free.
    func createRefreshToken(_ token: RefreshToken) async throws(StoreError)

    /// The token whose text has this hash, expired or not.
    func refreshToken(hash: String) async throws(StoreError) -> RefreshToken

    /// Removes all tokens that expired before `date`.
    func deleteRefreshTokens(expiredBefore date: Date) async throws(StoreError)
}
