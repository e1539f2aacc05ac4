// SPDX-License-Identifier: Apache-2.0

package import API
package import Basics
package import Cryptography
import FoundationEssentials
package import HTTP

/// Knows callers by their access tokens, with the public key alone: no question to the identity service is needed.
///
/// Three kinds of tokens carry the same signature. An access token has no audience and names the grant it came from;
/// id tokens and UAA tokens have an audience and other claims, and are refused here.
package struct TokenAuthenticator: Authenticator {
    /// How far the clocks of two machines may differ.
    private static let skew = 10
    /// Longer tokens are none of ours; they are refused before any work is done on them.
    private static let maximumLength = 16_384

    private let verifier: @Sendable () -> TokenVerifier
    private let issuer: String
    private let time: TimeSource
    private let cache: VerifiedTokenCache

    /// `verifier` gives the one of the moment: keys come and go.
    package init(
        issuer: String,
        time: TimeSource = .system,
        cacheLimit: Int = 4096,
        verifier: @escaping @Sendable () -> TokenVerifier
    ) {
        self.verifier = verifier
        self.issuer = issuer
        self.time = time
        self.cache = VerifiedTokenCache(limit: cacheLimit)
    }

    package func principal(of request: HTTPRequest) async throws -> Principal {
        let token = try Self.token(of: request)
        let verifier = verifier()
        let key = VerifiedTokenCache.Key(token, checkedBy: verifier)
        let now = time.now().unixSeconds
        if let principal = cache.principal(for: key, now: now) { return principal }
        let (claims, _) = try verify(token, verifier, now: now)
        let principal = claims.principal
        cache.insert(principal, for: key, validUntil: claims.expiresAt + Self.skew)
        return principal
    }

    /// All claims of the access token of `request`, checked as `principal(of:)` checks them.
    package func claims(of request: HTTPRequest) throws -> AccessTokenClaims {
        let (_, payload) = try verify(try Self.token(of: request), verifier(), now: time.now().unixSeconds)
        guard let claims = try? JSONDecoder().decode(AccessTokenClaims.self, from: payload) else {
            throw APIError.notAnAccessToken
        }
        return claims
    }

    private static func token(of request: HTTPRequest) throws -> String {
        guard let token = request.bearerToken else { throw APIError.unauthenticated("no IAM token was sent") }
        guard token.utf8.count <= maximumLength else { throw APIError.unauthenticated("it is too long") }
        return token
    }

    private func verify(
        _ token: String,
        _ verifier: TokenVerifier,
        now: Int
    ) throws -> (claims: CheckedClaims, payload: Data) {
        guard let payload = try? verifier.verify(token) else {
            throw APIError.unauthenticated("it is not signed by this service")
        }
        guard let claims = try? CheckedClaims(payload) else { throw APIError.notAnAccessToken }
        guard claims.issuer == issuer else { throw APIError.unauthenticated("it was issued by another service") }
        guard now < claims.expiresAt + Self.skew else { throw APIError.unauthenticated("it has expired") }
        guard max(claims.issuedAt, claims.notBefore ?? 0) <= now + Self.skew else {
            throw APIError.unauthenticated("it is not valid yet")
        }
        return (claims, payload)
    }
}

extension APIError {
    fileprivate static let notAnAccessToken = unauthenticated("it is not an access token")

    /// The failure of a request whose token does not tell who is calling.
    package static func unauthenticated(_ reason: String) -> APIError {
        APIError(
            status: 401,
            code: "A0003",
            message: "The IAM token could not be verified: \(reason)",
            recovery: "To log in again, run 'bx login'.",
            type: "Authentication"
        )
    }
}
