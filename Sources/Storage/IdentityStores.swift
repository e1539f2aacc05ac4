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

    /// Stores whether the account allows sessions that began with a password; `notFound` if there is no such account.
    func setPasswordSessions(allowed: Bool, accountID: String, at date: Date) async throws(StoreError)

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

/// What became of the exchange of a refresh token for another.
package enum RefreshTokenExchange: Sendable, Equatable {
    /// The new token is stored.
    case done
    /// The token was used before, and its grace is over: all tokens of its family are removed.
    case reused
}

/// Keeps refresh tokens, by the hash of their text.
package protocol RefreshTokenStore: Sendable {
    /// Stores a new token; its hash must be free.
    func createRefreshToken(_ token: RefreshToken) async throws(StoreError)

    /// The token whose text has this hash, expired or not.
    func refreshToken(hash: String) async throws(StoreError) -> RefreshToken

    /// Marks the token as used at `now` if it was not, and stores `successor`, in one transaction.
    ///
    /// A token that was used first `grace` seconds ago or longer gets no successor; then its family ends in the same
    /// transaction. `notFound` if there is no such token, however short ago it was removed.
    func exchangeRefreshToken(
        hash: String,
        for successor: RefreshToken,
        at now: Date,
        grace: TimeInterval
    ) async throws(StoreError) -> RefreshTokenExchange

    /// Removes all tokens of one family; fine if there are none.
    func deleteRefreshTokens(familyID: String) async throws(StoreError)

    /// Removes all tokens of sessions that began with this API key; fine if there are none.
    func deleteRefreshTokens(apiKeyID: String) async throws(StoreError)

    /// Removes all tokens of this user, of whatever account; fine if there are none.
    func deleteRefreshTokens(iamID: String) async throws(StoreError)

    /// Removes all tokens that expired before `date`.
    func deleteRefreshTokens(expiredBefore date: Date) async throws(StoreError)
}
