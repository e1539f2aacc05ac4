// SPDX-License-Identifier: Apache-2.0

import API
package import APIClient
package import Basics
import FoundationEssentials

/// The credentials of the stored session; tokens are renewed without a word and written back.
package actor SessionCredentials: CredentialSource {
    /// A token with less time left is renewed before it is used.
    private static let minimumLifetime: Double = 60

    private let store: SessionStore
    private let connection: ServiceConnection
    private let time: TimeSource
    /// Renewed tokens that could not be stored, and the refresh token that they came from.
    private var unstored: (origin: String, session: Session)?

    package init(store: SessionStore, connection: ServiceConnection, time: TimeSource = .system) {
        self.store = store
        self.connection = connection
        self.time = time
    }

    package func current() async throws(ClientError) -> Credentials {
        let session = try load()
        guard session.isLoggedIn else { throw .sessionExpired }
        let credentials = session.credentials
        guard Self.canBeSent(session.iamToken), Self.canBeSent(session.iamRefreshToken) else {
            return try await renew(session)
        }
        guard let claims = SessionClaims(token: session.iamToken) else { return credentials }
        let isGood = claims.expiry.timeIntervalSince(time.now()) >= Self.minimumLifetime
        return isGood ? credentials : try await renew(session)
    }

    package func renewed(after refused: Credentials) async throws(ClientError) -> Credentials {
        let session = try load()
        // Another program may have renewed the tokens in the meantime.
        if session.isLoggedIn, session.credentials.authorization != refused.authorization { return session.credentials }
        return try await renew(session)
    }

    /// The session with tokens that were renewed for this call.
    package func renewedSession() async throws(ClientError) -> Session {
        try await exchangeStored().session
    }

    /// An id token of the user, fresh from the token service; it comes with new tokens for the session.
    package func identityToken() async throws(ClientError) -> String {
        let (tokens, session) = try await exchangeStored()
        guard let token = tokens.idToken else { throw .unexpectedAnswer(url: session.iamEndpoint, status: 200) }
        return token
    }

    private func exchangeStored() async throws(ClientError) -> (tokens: TokenResponse, session: Session) {
        let session = try load()
        guard session.isLoggedIn else { throw .sessionExpired }
        return try await exchange(session)
    }

    private func renew(_ session: Session) async throws(ClientError) -> Credentials {
        try await exchange(session).session.credentials
    }

    /// Gets new tokens for the session's refresh token, and stores them.
    private func exchange(
        _ session: Session
    ) async throws(ClientError) -> (tokens: TokenResponse, session: Session) {
        guard !session.iamRefreshToken.isEmpty, !session.iamEndpoint.isEmpty else { throw .sessionExpired }
        let tokens = try await TokenClient(endpoint: session.iamEndpoint, connection: connection)
            .tokens(for: .refresh(session.iamRefreshToken), account: session.account?.id)
        var renewed = session
        renewed.take(tokens)
        do {
            try store.update { stored in
                // Who logged out or in anew while this went on has the last word.
                if stored.iamRefreshToken == session.iamRefreshToken { stored.take(tokens) }
            }
        } catch {
            // A home that cannot be written to is no reason to fail: the old tokens renew the next program's too.
            unstored = (session.iamRefreshToken, renewed)
        }
        return (tokens, renewed)
    }

    /// Whether `text` can stand in a header; what was tampered with cannot.
    private static func canBeSent(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    }

    private func load() throws(ClientError) -> Session {
        do {
            let stored = try store.session()
            if let unstored, unstored.origin == stored.iamRefreshToken { return unstored.session }
            return stored
        } catch {
            throw .unavailable(reason: "the session cannot be read: \(error)")
        }
    }
}
