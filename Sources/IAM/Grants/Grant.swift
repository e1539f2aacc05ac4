// SPDX-License-Identifier: Apache-2.0

import Model

/// One way to prove who one is.
protocol Grant: Sendable {
    /// The `grant_type` that asks for it.
    static var type: String { get }

    /// Who asks, from the credentials in `request`.
    ///
    /// Throws an `APIError` if the credentials do not hold. Client and account are not looked at here.
    func signIn(_ request: TokenRequest) async throws -> SignIn
}

/// What a grant has found out.
struct SignIn: Sendable {
    let user: User
    /// The account that tokens are for unless the request names another.
    var accountID: String?
    /// The account that the session can never leave; nil for a person's session.
    var boundAccountID: String?
    /// An account that the user was seen to belong to a moment ago, together with the credentials.
    var knownMembership: String?
    /// The tokens that the session's refresh token descends from; nil for a new session.
    var familyID: String?
    /// The hash of the refresh token that this sign-in uses up; nil for a new session.
    var usedTokenHash: String?
    /// The API key that the session began with; nil for a person's session.
    var apiKeyID: String?
    /// The grant that the session began with.
    var origin: String
}
