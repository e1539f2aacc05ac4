// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
package import Cryptography
import FoundationEssentials
package import HTTP

/// Knows callers of Cloud Foundry's paths, where clients send the UAA token, by that or by an IAM token.
///
/// Nowhere else is a UAA token worth anything: its audience says that it is for Cloud Foundry.
package struct CloudFoundryAuthenticator: Authenticator {
    /// What is read of a UAA token.
    private struct Claims: Decodable {
        struct AccountClaim: Decodable {
            let bss: String
        }

        let userID: String
        let userName: String
        let iss: String
        let iat: Int
        let exp: Int
        let aud: [String]
        let account: AccountClaim?

        private enum CodingKeys: String, CodingKey {
            case userID = "user_id"
            case userName = "user_name"
            case iss
            case iat
            case exp
            case aud
            case account
        }
    }

    private static let audience = "cloud_controller"
    /// How far the clocks of two machines may differ.
    private static let skew = 10
    private static let maximumLength = 16_384

    private let iam: any Authenticator
    private let verifier: @Sendable () -> TokenVerifier
    private let issuer: String
    private let time: TimeSource
    private let cache: VerifiedTokenCache

    /// `iam` knows IAM tokens; `issuer` is that of UAA tokens, `verifier` gives the one of the moment.
    package init(
        iam: any Authenticator,
        issuer: String,
        time: TimeSource = .system,
        cacheLimit: Int = 4096,
        verifier: @escaping @Sendable () -> TokenVerifier
    ) {
        self.iam = iam
        self.verifier = verifier
        self.issuer = issuer
        self.time = time
        self.cache = VerifiedTokenCache(limit: cacheLimit)
    }

    package func principal(of request: HTTPRequest) async throws -> Principal {
        guard let token = request.bearerToken, token.utf8.count <= Self.maximumLength else {
            return try await iam.principal(of: request)
        }
        let verifier = verifier()
        let key = VerifiedTokenCache.Key(token, checkedBy: verifier)
        let now = time.now().unixSeconds
        if let principal = cache.principal(for: key, now: now) { return principal }
        do {
            return try await iam.principal(of: request)
        } catch let refusal as APIError where refusal.status == 401 {
            guard let claims = claims(of: token, verifier) else { throw refusal }
            guard now < claims.exp + Self.skew else { throw APIError.unauthenticated("the UAA token has expired") }
            guard claims.iat <= now + Self.skew else { throw APIError.unauthenticated("it is not valid yet") }
            let principal = Principal(
                iamID: claims.userID,
                email: claims.userName.lowercased(),
                accountID: claims.account?.bss
            )
            cache.insert(principal, for: key, validUntil: claims.exp + Self.skew)
            return principal
        }
    }

    /// The claims of a UAA token of ours, expired or not; nil for anything else.
    private func claims(of token: String, _ verifier: TokenVerifier) -> Claims? {
        guard let payload = try? verifier.verify(token),
            let claims = try? JSONDecoder().decode(Claims.self, from: payload),
            claims.iss == issuer, claims.aud.contains(Self.audience)
        else { return nil }
        return claims
    }
}
