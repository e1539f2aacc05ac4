// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography
import FoundationEssentials
import HTTP
import StorageSQLite
import Testing

/// What UAA tokens open, and what they do not.
@Suite struct CloudFoundryTokenTests {
    private typealias Organizations = ResourcePage<CloudFoundryResource<OrganizationEntity>>

    /// The claims of a UAA token, to forge some.
    private struct Claims: Codable {
        var userID: String
        var userName: String
        var iss: String
        var iat = 1_517_334_000
        var exp: Int
        var aud: [String]

        private enum CodingKeys: String, CodingKey {
            case userID = "user_id"
            case userName = "user_name"
            case iss
            case iat
            case exp
            case aud
        }

        init(userID: String, userName: String, iss: String, exp: Int, aud: [String]) {
            (self.userID, self.userName, self.iss, self.exp, self.aud) = (userID, userName, iss, exp, aud)
        }
    }

    private func fixture() async throws -> IdentityFixture {
        try await IdentityFixture(over: try await SQLiteStore.inMemory())
    }

    private func get(_ path: String, _ token: String, _ fixture: IdentityFixture) async throws -> HTTPResponse {
        try await fixture.send(HTTPRequest(method: .get, path: path, headers: ["Authorization": "bearer \(token)"]))
    }

    private func uaaToken(_ form: [String: String], _ fixture: IdentityFixture) async throws -> String {
        let tokens = try await fixture.tokens(form.merging(["response_type": "cloud_iam, uaa"]) { $1 })
        return try #require(tokens.uaaToken)
    }

    @Test func aUAATokenOpensThePathsOfCloudFoundryAlone() async throws {
        let fixture = try await fixture()
        let token = try await uaaToken(fixture.passwordForm(), fixture)
        for path in ["/v2/organizations", "/v2/spaces", "/coe/v2/accounts", "/coe/v2/accounts/\(fixture.home)"] {
            #expect(try await get(path, token, fixture).status == 200)
        }
        for path in ["/v1/accounts", "/v4/accounts/\(fixture.home)", "/v1/apikeys", "/identity/userinfo"] {
            #expect(try await get(path, token, fixture).status == 401, "\(path)")
        }
    }

    @Test func aUAATokenOpensNoMoreThanTheAccessTokenBesideIt() async throws {
        let fixture = try await fixture()
        let unscoped = try await uaaToken(fixture.passwordForm(), fixture)
        let ofKey = try await uaaToken(fixture.apiKeyForm(), fixture)
        func accounts(_ token: String) async throws -> [String] {
            let response = try await get("/v2/organizations", token, fixture)
            return try JSONDecoder().decode(Organizations.self, from: response.bytes).resources.map(\.entity.accountID)
        }
        #expect(try await accounts(unscoped) == [fixture.home, fixture.work])
        #expect(try await accounts(ofKey) == [fixture.home])
    }

    @Test func uaaTokensExpireAlsoWhenTheyWereSeenBefore() async throws {
        let fixture = try await fixture()
        let token = try await uaaToken(fixture.passwordForm(), fixture)
        #expect(try await get("/v2/spaces", token, fixture).status == 200)
        fixture.advance(3605)
        #expect(try await get("/v2/spaces", token, fixture).status == 200, "clocks may differ a little")
        fixture.advance(10)
        #expect(try await get("/v2/spaces", token, fixture).status == 401)
    }

    @Test func otherTokensAndForgedOnesAreRefused() async throws {
        let fixture = try await fixture()
        let tokens = try await fixture.tokens(fixture.passwordForm(["response_type": "cloud_iam, uaa"]))
        let claims = Claims(
            userID: fixture.iamID,
            userName: "jane@example.com",
            iss: "https://slipway.test:6780/oauth/token",
            exp: 1_517_340_000,
            aud: ["cloud_controller"]
        )
        let good = try fixture.signer.sign(claims)
        #expect(try await get("/v2/spaces", good, fixture).status == 200)
        var otherIssuer = claims
        otherIssuer.iss = "https://slipway.test:6780/identity"
        var otherAudience = claims
        otherAudience.aud = ["bx", "uaa"]
        var old = claims
        old.exp = 1_517_330_000
        var early = claims
        early.iat = 1_517_335_000
        let stranger = TokenSigner(key: try .rsa2048(), keyID: "20180130-17:41:14")
        let parts = good.split(separator: ".").map(String.init)
        let unsigned = Base64URL.encode(Data(#"{"alg":"none","kid":"20180130-17:41:14"}"#.utf8))
        for token in [
            try #require(tokens.idToken), tokens.refreshToken, "", "x", "\(unsigned).\(parts[1]).",
            try fixture.signer.sign(otherIssuer), try fixture.signer.sign(otherAudience), try fixture.signer.sign(old),
            try fixture.signer.sign(early),
            try stranger.sign(claims),
        ] {
            #expect(try await get("/v2/spaces", token, fixture).status == 401)
        }
    }

    @Test func accountsAreFoundByTheirOrganizations() async throws {
        let fixture = try await fixture()
        let token = try await uaaToken(fixture.passwordForm(), fixture)
        let response = try await get("/v2/organizations", token, fixture)
        let orgs = try JSONDecoder().decode(Organizations.self, from: response.bytes).resources
        let body = AccountsOfOrganizations(organizations: [.init(id: orgs[1].metadata.guid), .init(id: "none")])
        var request = HTTPRequest(method: .post, path: "/coe/v2/getaccounts", body: try JSONEncoder().encode(body))
        request.headers["Authorization"] = "bearer \(token)"
        let found = try await fixture.send(request)
        let accounts = try JSONDecoder().decode(ResourcePage<AccountResource>.self, from: found.bytes).resources
        #expect(accounts.map(\.metadata.guid) == [fixture.work])
        #expect(accounts.first?.metadata.url == "/coe/v2/accounts/\(fixture.work)")
    }
}
