// SPDX-License-Identifier: Apache-2.0

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

    package init(store: SessionStore, connection: ServiceConnection, time: TimeSource = .system) {
        self.store = store
        self.connection = connection
        self.time = time
    }

    package func current() async throws(ClientError) -> Credentials {
        let session = try load()
        guard session.isLoggedIn else { throw .sessionExpired }
        let credentials = session.credentials
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

    private func renew(_ session: Session) async throws(ClientError) -> Credentials {
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
            throw .unavailable(reason: "the session cannot be stored: \(error)")
        }
        return renewed.credentials
    }

    private func load() throws(ClientError) -> Session {
        do {
            return try store.session()
        } catch {
            throw .unavailable(reason: "the session cannot be read: \(error)")
        }
    }
}
