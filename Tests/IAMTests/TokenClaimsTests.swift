// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography
import FoundationEssentials
import Testing

@Suite struct TokenClaimsTests {
    private static let accessNames: Set = [
        "iam_id", "id", "realmid", "identifier", "given_name", "family_name", "name", "email", "sub", "account", "iat",
        "exp", "iss", "grant_type", "scope", "client_id", "acr", "amr", "jti",
    ]

    @Test func accessTokensCarryWhatClientsRead() async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.passwordForm(["bss_account": fixture.home])).accessToken
        #expect(try fixture.claimNames(token) == Self.accessNames)
        let claims = try fixture.claims(token)
        #expect(claims.iamID == fixture.iamID)
        #expect(claims.id == fixture.iamID)
        #expect(claims.realmID == "IBMid")
        #expect(claims.identifier == "270004WA4U")
        #expect(claims.name == "Jane Doe ~ DELETE>?")
        #expect(claims.email == "jane@example.com")
        #expect(claims.sub == "jane@example.com")
        #expect(claims.iat == 1_517_334_074)
        #expect(claims.exp == claims.iat + 3600)
        #expect(claims.iss == "https://slipway.test:6780/identity")
        #expect(claims.grantType == "password")
        #expect(claims.clientID == "bx")
        #expect(claims.acr == 1)
        #expect(claims.amr == ["pwd"])
        #expect(claims.account?.valid == true)
    }

    @Test func unscopedTokensHaveNoAccountClaim() async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.passwordForm()).accessToken
        #expect(try fixture.claimNames(token) == Self.accessNames.subtracting(["account"]))
    }

    @Test func theHeaderNamesKeyAndAlgorithm() async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
        let header = try #require(token.split(separator: ".").first.flatMap { Base64URL.decode($0) })
        let fields = try JSONDecoder().decode([String: String].self, from: header)
        #expect(fields == ["kid": "20180130-17:41:14", "alg": "RS256"])
    }

    @Test func idTokensSuitKubernetes() async throws {
        struct IDClaims: Decodable {
            let iss: String
            let sub: String
            let aud: String
            let exp: Int
        }
        let fixture = try await IdentityFixture()
        let token = try #require(try await fixture.tokens(fixture.passwordForm()).idToken)
        let claims = try fixture.claims(token, as: IDClaims.self)
        #expect(claims.iss == "https://slipway.test:6780/identity")
        #expect(claims.sub == "jane@example.com")
        #expect(claims.aud == "bx")
        #expect(claims.exp == 1_517_334_074 + 3600)
        #expect(try fixture.claimNames(token).contains("iam_id"))
    }

    @Test func uaaTokensCarryTheirOwnClaims() async throws {
        struct UAAClaims: Decodable {
            let userName: String
            let email: String
            let userID: String
            let clientID: String
            let aud: [String]

            private enum CodingKeys: String, CodingKey {
                case userName = "user_name"
                case email
                case userID = "user_id"
                case clientID = "client_id"
                case aud
            }
        }
        let fixture = try await IdentityFixture()
        let token = try #require(try await fixture.tokens(fixture.passwordForm(["response_type": "uaa"])).uaaToken)
        let claims = try fixture.claims(token, as: UAAClaims.self)
        #expect(claims.userName == "jane@example.com")
        #expect(claims.email == "jane@example.com")
        #expect(claims.userID == fixture.iamID)
        #expect(claims.clientID == "cf")
        #expect(claims.aud.contains("cloud_controller"))
    }

    @Test func payloadsAreTheSameInBothBase64Alphabets() async throws {
        let fixture = try await IdentityFixture()
        let tokens = try await fixture.tokens(fixture.passwordForm(["response_type": "cloud_iam, uaa"]))
        for token in [tokens.accessToken, tokens.idToken, tokens.uaaToken].compactMap(\.self) {
            let payload = try #require(token.split(separator: ".").dropFirst().first)
            #expect(!payload.contains("-") && !payload.contains("_"))
        }
    }
}
