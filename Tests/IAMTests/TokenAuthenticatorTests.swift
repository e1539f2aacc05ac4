// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import Cryptography
import FoundationEssentials
import HTTP
import IAM
import Testing

@Suite struct TokenAuthenticatorTests {
    private func outcome(
        _ authorization: String?,
        _ fixture: IdentityFixture
    ) async throws -> Result<Principal, APIError> {
        var request = HTTPRequest(method: .get, path: "/")
        request.headers["authorization"] = authorization
        do {
            return .success(try await fixture.authenticator.principal(of: request))
        } catch let error as APIError {
            return .failure(error)
        }
    }

    @Test(arguments: ["bearer", "Bearer", "BEARER", "Bearer "])
    func theSchemeMayBeWrittenAnyHow(scheme: String) async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
        let principal = try await outcome("\(scheme) \(token)", fixture).get()
        let expected = Principal(
            iamID: fixture.iamID,
            email: "jane@example.com",
            accountID: fixture.home,
            apiKeyID: "ApiKey-1"
        )
        #expect(principal == expected)
        #expect(Principal.kubernetesUserName(subject: principal.email) == "IAM#jane@example.com")
    }

    @Test(arguments: [nil, "", "Bearer", "Bearer ", "Basic Yng6Yng=", "Bearer x", "Bearer a.b.c", "Bearer ..", "x y z"])
    func whatIsNoTokenIsRefused(authorization: String?) async throws {
        let fixture = try await IdentityFixture()
        #expect(try await outcome(authorization, fixture).failure?.status == 401)
    }

    @Test func tokensExpireAlsoWhenTheyWereSeenBefore() async throws {
        let fixture = try await IdentityFixture()
        let token = "Bearer " + (try await fixture.tokens(fixture.apiKeyForm()).accessToken)
        fixture.advance(3605)
        #expect(try await outcome(token, fixture).failure == nil, "clocks may differ a little")
        fixture.advance(10)
        #expect(try await outcome(token, fixture).failure?.code == "A0003")
    }

    @Test(arguments: [(10, nil, true), (11, nil, false), (-5, 10, true), (-5, 11, false), (-5, -5, true)])
    func tokensOfTheFutureAreRefused(issuedIn: Int, validIn: Int?, isAccepted: Bool) async throws {
        let fixture = try await IdentityFixture()
        var claims = try fixture.claims(try await fixture.tokens(fixture.apiKeyForm()).accessToken)
        let now = claims.iat
        claims.iat = now + issuedIn
        claims.nbf = validIn.map { now + $0 }
        let token = try fixture.signer.sign(claims)
        #expect((try await outcome("Bearer " + token, fixture).failure == nil) == isAccepted)
    }

    @Test func otherTokensOfTheServiceAreRefused() async throws {
        let fixture = try await IdentityFixture()
        let tokens = try await fixture.tokens(fixture.passwordForm(["response_type": "cloud_iam,uaa"]))
        for token in [tokens.idToken, tokens.uaaToken, tokens.refreshToken, tokens.uaaRefreshToken] {
            let token = try #require(token)
            #expect(try await outcome("Bearer " + token, fixture).failure?.status == 401)
        }
    }

    @Test func alteredAndForgedTokensAreRefused() async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
        let claims = try fixture.claims(token)
        let parts = token.split(separator: ".").map(String.init)
        let unsigned = Base64URL.encode(Data(#"{"alg":"none","kid":"20180130-17:41:14"}"#.utf8))
        let path = Base64URL.encode(Data(#"{"alg":"RS256","kid":"../token-signing-keys/20180130-174114"}"#.utf8))
        let twice = Base64URL.encode(Data(#"{"alg":"RS256","kid":"x","kid":"20180130-17:41:14"}"#.utf8))
        let nameless = Base64URL.encode(Data(#"{"alg":"RS256"}"#.utf8))
        let symmetric = Base64URL.encode(Data(#"{"alg":"HS256","kid":"20180130-17:41:14"}"#.utf8))
        let stranger = TokenSigner(key: try .rsa2048(), keyID: "20180130-17:41:14")
        var otherIssuer = claims
        otherIssuer.iss = "https://elsewhere.test/identity"
        var withAudience = claims
        withAudience.aud = "bx"
        for forged in [
            "\(parts[0]).\(parts[1]).\(String(parts[2].reversed()))",
            "\(parts[0]).\(parts[1]).",
            "\(unsigned).\(parts[1]).",
            "\(unsigned).\(parts[1]).\(parts[2])",
            "\(path).\(parts[1]).\(parts[2])",
            "\(twice).\(parts[1]).\(parts[2])",
            "\(nameless).\(parts[1]).\(parts[2])",
            "\(symmetric).\(parts[1]).\(parts[2])",
            "\(parts[0]).\(parts[1]).\(parts[2]).",
            " \(token)x",
            try stranger.sign(claims),
            try fixture.signer.sign(otherIssuer),
            try fixture.signer.sign(withAudience),
            String(repeating: "a", count: 20_000),
        ] {
            #expect(try await outcome("Bearer " + forged, fixture).failure?.status == 401)
        }
        #expect(try await outcome("Bearer " + token, fixture).failure == nil)
    }

    @Test func theCacheIsBounded() async throws {
        let fixture = try await IdentityFixture()
        let clock = fixture.clock
        let authenticator = TokenAuthenticator(
            issuer: "https://slipway.test:6780/identity",
            time: TimeSource { clock.withLock { $0 } },
            cacheLimit: 2,
            verifier: { fixture.keys.current.verifier }
        )
        for _ in 0..<5 {
            let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
            let request = HTTPRequest(method: .get, path: "/", headers: ["Authorization": "Bearer \(token)"])
            for _ in 0..<2 { #expect(try await authenticator.principal(of: request).accountID == fixture.home) }
        }
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
