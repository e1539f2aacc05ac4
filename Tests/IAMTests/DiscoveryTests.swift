// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography
import FoundationEssentials
import HTTP
import Testing

@Suite struct DiscoveryTests {
    @Test func theDocumentNamesTheIssuerAndItsEndpoints() async throws {
        struct Document: Decodable {
            let issuer: String
            let tokenEndpoint: String
            let revocationEndpoint: String
            let jwksUri: String
            let grantTypesSupported: [String]
            let idTokenSigningAlgValuesSupported: [String]
        }
        let fixture = try await IdentityFixture()
        let response = try await fixture.get("/identity/.well-known/openid-configuration")
        #expect(response.headers["content-type"] == "application/json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let document = try decoder.decode(Document.self, from: response.bytes)
        #expect(document.issuer == "https://slipway.test:6780/identity")
        #expect(document.tokenEndpoint == "https://slipway.test:6780/identity/token")
        #expect(document.revocationEndpoint == "https://slipway.test:6780/identity/revoke")
        #expect(document.jwksUri == "https://slipway.test:6780/identity/keys")
        #expect(document.grantTypesSupported.contains("refresh_token"))
        #expect(document.grantTypesSupported.contains("urn:ibm:params:oauth:grant-type:passcode"))
        #expect(document.idTokenSigningAlgValuesSupported == ["RS256"])
    }

    @Test func thePublishedKeysVerifyTokens() async throws {
        let fixture = try await IdentityFixture()
        let keys = try JSONDecoder().decode(JSONWebKeySet.self, from: try await fixture.get("/identity/keys").bytes)
        #expect(keys.keys.map(\.keyID) == ["20180130-17:41:14"])
        #expect(keys.keys.map(\.use) == ["sig"])
        let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
        #expect(throws: Never.self) { try TokenVerifier(keySet: keys).verify(token) }
    }

    @Test(arguments: ["/v2/info", "/info"])
    func theServerSaysWhereItsServicesAre(path: String) async throws {
        let fixture = try await IdentityFixture()
        let info = try JSONDecoder().decode(ServerInfo.self, from: try await fixture.get(path).bytes)
        #expect(info.iamEndpoint == "https://slipway.test:6780")
        #expect(info.region == "us-south")
    }

    @Test func userInfoShowsTheCallersClaims() async throws {
        struct Info: Decodable {
            let active: Bool
            let realmId: String
            let email: String
            let account: AccessTokenClaims.AccountClaim
        }
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
        let info = try JSONDecoder().decode(
            Info.self,
            from: try await fixture.get("/identity/userinfo", token: token).bytes
        )
        #expect(info.active)
        #expect(info.realmId == "IBMid")
        #expect(info.email == "jane@example.com")
        #expect(info.account.bss == fixture.home)
        let refused = try await fixture.get("/identity/userinfo")
        #expect(refused.status == 401)
        let body = try JSONDecoder().decode(TokenErrorBody.self, from: refused.bytes)
        #expect(body.errorCode == "BXNIM0407E")
        #expect(body.context["requestType"] == "incoming.Identity_Request")
    }
}
