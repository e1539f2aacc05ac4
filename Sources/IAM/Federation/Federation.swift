// SPDX-License-Identifier: Apache-2.0

package import Basics
import Cryptography
import FoundationEssentials
import HTTP
import Model
package import Storage

/// Signs people in at the identity providers of their e-mail domains: authorization code with PKCE, state and nonce.
package struct Federation: Sendable {
    /// Somebody who has come back from a provider.
    struct Arrival: Sendable {
        let user: User
        let provider: IdentityProvider
        /// The page on which the sign-in began.
        let path: String
    }

    private let connections: [ProviderConnection]
    private let pending: PendingSignIns
    private let people: FederatedPeople
    private let time: TimeSource

    /// `transport` makes what reaches a provider; issuers and domains of `providers` are each in one of them only.
    ///
    /// Nil without providers.
    package init?(
        providers: [IdentityProvider],
        users: any UserStore,
        identities: any FederatedIdentityStore,
        time: TimeSource = .system,
        transport: (IdentityProvider) -> ProviderTransport
    ) {
        guard !providers.isEmpty else { return nil }
        connections = providers.map { ProviderConnection($0, time: time, transport: transport($0)) }
        pending = PendingSignIns(time: time)
        people = FederatedPeople(users: users, identities: identities, time: time)
        self.time = time
    }

    /// The provider that signs the holder of `email` in, whether anybody has it or not.
    func provider(for email: String) -> IdentityProvider? {
        connections.first { $0.provider.covers(email) }?.provider
    }

    /// Begins a sign-in: the address of the provider to send the browser with `cookie` to.
    func begin(
        _ email: String,
        at provider: IdentityProvider,
        cookie: PendingSignIns.Cookie,
        path: String,
        redirectURI: String
    ) async throws -> String {
        guard let connection = connection(provider.issuer) else {
            throw FederationRefusal(.unreachable, "the provider is unknown", email: email)
        }
        let (state, entry) = pending.begin(issuer: provider.issuer, path: path, cookie: cookie)
        return try await connection.authorizationURL([
            (name: "response_type", value: "code"), (name: "client_id", value: provider.clientID),
            (name: "redirect_uri", value: redirectURI), (name: "scope", value: provider.scopes.joined(separator: " ")),
            (name: "state", value: state), (name: "nonce", value: entry.nonce),
            (name: "code_challenge", value: Base64URL.encode(Digest.sha256(entry.codeVerifier.utf8))),
            (name: "code_challenge_method", value: "S256"), (name: "login_hint", value: email),
        ])
    }

    /// The sign-in that the browser comes back from, which cannot be finished a second time.
    func take(_ request: HTTPRequest) throws -> (entry: PendingSignIns.Entry, provider: IdentityProvider) {
        let names = request.query.map(\.name)
        guard Set(names).count == names.count, let state = request.queryValue("state"),
            let entry = pending.take(state: state, cookie: PendingSignIns.Cookie(request)),
            let connection = connection(entry.issuer)
        else { throw FederationRefusal(.unknownState, "no sign-in of this browser is under way with this state") }
        return (entry, connection.provider)
    }

    /// Finishes the sign-in `entry` with what the provider sent along with the browser.
    func finish(
        _ entry: PendingSignIns.Entry,
        _ request: HTTPRequest,
        redirectURI: String
    ) async throws -> Arrival {
        guard let connection = connection(entry.issuer) else {
            throw FederationRefusal(.unknownState, "the provider is unknown")
        }
        let provider = connection.provider
        // RFC 9207: who mixes two providers up is told by this.
        if let issuer = request.queryValue("iss"), issuer != provider.issuer {
            throw FederationRefusal(.untrusted, "the browser comes from another issuer")
        }
        if let error = request.queryValue("error") {
            throw FederationRefusal(.declined, "the provider says \(FederationRefusal.harmless(error))")
        }
        guard let code = request.queryValue("code"), !code.isEmpty else {
            throw FederationRefusal(.untrusted, "the browser brings no code")
        }
        let tokens = try await connection.tokens(
            code: code,
            codeVerifier: entry.codeVerifier,
            redirectURI: redirectURI
        )
        let payload = try await connection.payload(of: tokens.idToken)
        try ProviderClaims.check(payload, of: provider, nonce: entry.nonce, now: time.now())
        let besides =
            ProviderClaims.areComplete(payload, of: provider)
            ? nil : try await connection.userInfo(accessToken: tokens.accessToken)
        let claims = try ProviderClaims(payload, besides: besides, of: provider)
        return Arrival(user: try await people.person(claims, of: provider), provider: provider, path: entry.path)
    }

    private func connection(_ issuer: String) -> ProviderConnection? {
        connections.first { $0.provider.issuer == issuer }
    }
}
