// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import HTTP
import IAM
import Model
import StorageSQLite
import Testing

@Suite struct TokenGrantTests {
    @Test(arguments: ["/oidc/token", "/identity/token"])
    func passwordGivesTheSeedsAnswer(path: String) async throws {
        let fixture = try await IdentityFixture()
        let body = Data(
            """
            grant_type=password&response_type=cloud_iam%2C+uaa&username=jane%40example.com\
            &password=a%2Bb+c%26d%3De%25f+%C3%BC%3F%3E%7E&uaa_client_id=cf&uaa_client_secret=
            """.utf8
        )
        let request = HTTPRequest(method: .post, path: path, headers: IdentityFixture.bx, body: body)
        let response = try await fixture.send(request)
        #expect(response.status == 200)
        #expect(response.headers["content-type"] == "application/json")
        #expect(response.headers["cache-control"] == "no-store")
        let tokens = try JSONDecoder().decode(TokenResponse.self, from: response.bytes)
        #expect(tokens.tokenType == "Bearer")
        #expect(tokens.expiresIn == 3600)
        #expect(tokens.expiration == 1_517_334_074 + 3600)
        #expect(tokens.refreshToken.count == 64)
        #expect(tokens.idToken != nil)
        #expect(tokens.uaaToken != nil)
        #expect(tokens.uaaRefreshToken != nil)
    }

    @Test(arguments: ["cloud_iam", "", "cloud_iam,"])
    func uaaTokensComeOnlyWhenAskedFor(responseType: String) async throws {
        let fixture = try await IdentityFixture()
        let tokens = try await fixture.tokens(fixture.passwordForm(["response_type": responseType]))
        #expect(tokens.uaaToken == nil)
        #expect(tokens.uaaRefreshToken == nil)
        #expect(tokens.idToken != nil)
    }

    @Test func apiKeyNeedsNoClientAndIsForItsAccount() async throws {
        let fixture = try await IdentityFixture()
        let tokens = try await fixture.tokens(fixture.apiKeyForm(), headers: [:])
        let claims = try fixture.claims(tokens.accessToken)
        #expect(claims.account?.bss == fixture.home)
        #expect(claims.clientID == "default")
        #expect(claims.grantType == IdentityFixture.apiKeyGrant)
    }

    @Test func refreshWithoutResponseTypeIsWhatKubectlSends() async throws {
        let fixture = try await IdentityFixture()
        let first = try await fixture.tokens(fixture.apiKeyForm())
        let kube: HTTPHeaders = ["Authorization": "Basic a3ViZTprdWJl"]
        for headers in [IdentityFixture.bx, kube] {
            let again = try await fixture.tokens(fixture.refreshForm(first.refreshToken), headers: headers)
            #expect(again.idToken?.isEmpty == false)
        }
        let form = fixture.refreshForm(first.refreshToken, ["client_id": "bx", "client_secret": "bx"])
        #expect(try await fixture.post(form).status == 200)
        #expect(try await fixture.post(form, headers: [:]).status == 200)
    }

    @Test func refreshTokensAreKeptAsHashesAndDroppedWhenExpired() async throws {
        let fixture = try await IdentityFixture()
        let old = try await fixture.tokens(fixture.apiKeyForm())
        #expect(fixture.store.token(old.refreshToken) == nil)
        #expect(fixture.store.token(RefreshTokenText.hash(of: old.refreshToken)) != nil)
        fixture.advance(31 * 86_400)
        _ = try await fixture.tokens(fixture.apiKeyForm())
        #expect(fixture.store.tokenCount == 1)
    }

    @Test func kubeconfigTokensHaveAFamilyOfTheirOwnAndStayInTheAccount() async throws {
        let fixture = try await IdentityFixture()
        let principal = Principal(iamID: fixture.iamID, email: "jane@example.com", accountID: fixture.work)
        let first = try await fixture.issuer.kubeconfigTokens(for: principal)
        let second = try await fixture.issuer.kubeconfigTokens(for: principal)
        let families = [first, second].map { fixture.store.token(RefreshTokenText.hash(of: $0.refreshToken))?.familyID }
        #expect(Set(families).count == 2)
        let again = try await fixture.tokens(fixture.refreshForm(first.refreshToken))
        #expect(try fixture.claims(again.accessToken).account?.bss == fixture.work)
        let moved = try await fixture.refusal(fixture.refreshForm(first.refreshToken, ["bss_account": fixture.home]))
        #expect(moved.summary == "400 BXNIM9007E")
    }

    @Test func theDatabaseServesAllGrants() async throws {
        let store = try await SQLiteStore.inMemory()
        let fixture = try await IdentityFixture(over: store)
        let unscoped = try await fixture.tokens(fixture.passwordForm())
        let scoped = try await fixture.tokens(
            fixture.refreshForm(unscoped.refreshToken, ["bss_account": fixture.work])
        )
        #expect(try fixture.claims(scoped.accessToken).account?.bss == fixture.work)
        let again = try await fixture.tokens(fixture.refreshForm(scoped.refreshToken))
        #expect(try fixture.claims(again.accessToken).account?.bss == fixture.work)
        let byKey = try await fixture.tokens(fixture.apiKeyForm(), headers: [:])
        #expect(try fixture.claims(byKey.accessToken).account?.bss == fixture.home)
        let bound = fixture.refreshForm(byKey.refreshToken, ["bss_account": fixture.work])
        #expect(try await fixture.refusal(bound).summary == "400 BXNIM9007E")
        #expect(try await fixture.refusal(fixture.apiKeyForm(["apikey": "x"])).summary == "400 BXNIM0415E")
        let accounts = try await fixture.get("/v1/accounts", token: unscoped.accessToken)
        let page = try JSONDecoder().decode(ResourcePage<AccountResource>.self, from: accounts.bytes)
        #expect(page.resources.map(\.metadata.guid) == [fixture.home, fixture.work])
        await store.close()
    }

    @Test func signInsAreLoggedWithoutSecrets() async throws {
        let fixture = try await IdentityFixture()
        let tokens = try await fixture.tokens(fixture.passwordForm())
        _ = try await fixture.post(fixture.passwordForm(["password": "wrong-password"]))
        _ = try await fixture.post(fixture.refreshForm(tokens.refreshToken))
        let events = fixture.events.withLock { $0 }
        #expect(
            events.map { $0.metadata["event"] }
                == ["iam.sign-in.succeeded", "iam.sign-in.failed", "iam.sign-in.succeeded"]
        )
        #expect(events.allSatisfy { $0.metadata["address"] == "127.0.0.1" })
        let text = "\(events)"
        for secret in [fixture.password, "wrong-password", tokens.refreshToken, tokens.accessToken] {
            #expect(!text.contains(secret))
        }
    }
}
