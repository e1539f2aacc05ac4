// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import HTTP
import IAM
import Model
import Testing

/// Service ids over HTTP, with the store that the server has.
@Suite struct ServiceIDTests {
    private static func make(_ fixture: ManagementFixture, _ name: String = "robot") async throws -> ServiceIDResource {
        var order = ServiceIDRequest(accountID: fixture.home, name: name, description: "d")
        order.apikey = APIKeyCreateRequest(name: "first", iamID: "", description: nil, accountID: nil)
        return try await fixture.value(ServiceIDResource.self, .post, "/v1/serviceids/", order)
    }

    @Test func itsKeySignsItIn() async throws {
        let fixture = try await ManagementFixture()
        let made = try await Self.make(fixture)
        #expect(made.iamID == "iam-" + made.id && made.id.hasPrefix("ServiceId-"))
        #expect(made.crn == "crn:v1:bluemix:public:iam-identity::a/\(fixture.home)::serviceid:\(made.id)")
        let key = try #require(made.apikey)
        #expect(key.iamID == made.iamID)
        let tokens = try await fixture.signIn(key.apikey)
        let claims = try fixture.identity.claims(tokens.accessToken)
        #expect(claims.iamID == made.iamID && claims.id == made.iamID && claims.identifier == made.id)
        #expect(claims.sub == made.id && claims.subType == "ServiceId" && claims.realmID == "iam")
        #expect(claims.email.isEmpty && claims.name == "robot" && claims.account?.bss == fixture.home)
        // The session goes on by its refresh token.
        let renewed = try await fixture.identity.tokens(fixture.identity.refreshForm(tokens.refreshToken))
        #expect(try fixture.identity.claims(renewed.accessToken).subType == "ServiceId")
        var request = HTTPRequest(method: .get, path: "/")
        request.headers["Authorization"] = "Bearer \(renewed.accessToken)"
        let principal = try await fixture.identity.authenticator.principal(of: request)
        #expect(principal.email == made.id.lowercased())
        let kubeconfig = try await fixture.identity.issuer.kubeconfigTokens(for: principal)
        let subject = try fixture.identity.claims(kubeconfig.idToken, as: JSONValue.self)["sub"]?.text
        #expect(subject == made.id.lowercased())
    }

    @Test func itSeesItselfAndChangesNothing() async throws {
        let fixture = try await ManagementFixture()
        let made = try await Self.make(fixture)
        let other = try await Self.make(fixture, "other")
        let token = try await fixture.signIn(try #require(made.apikey).apikey).accessToken
        let seen = try await fixture.value(ServiceIDPage.self, .get, "/v1/serviceids", token: token)
        #expect(seen.serviceids.map(\.id) == [made.id])
        let path = "/v1/serviceids/"
        #expect(try await fixture.refusal(.get, path + other.id, token: token) == "404 BXNIM9109E")
        #expect(try await fixture.refusal(.delete, path + made.id, token: token) == "403 BXNIM9105E")
        let keys = try await fixture.value(APIKeyPage.self, .get, "/v1/apikeys", token: token)
        let key = try #require(keys.apikeys.first)
        #expect(try await fixture.refusal(.delete, "/v1/apikeys/\(key.id)", token: token) == "403 BXNIM9105E")
        let order = APIKeyCreateRequest(name: "more", iamID: made.iamID, description: nil, accountID: nil)
        #expect(try await fixture.refusal(.post, "/v1/apikeys", order, token: token) == "403 BXNIM9105E")
    }

    @Test func theOwnerManagesItsKeys() async throws {
        let fixture = try await ManagementFixture()
        let made = try await Self.make(fixture)
        let order = APIKeyCreateRequest(name: "second", iamID: made.iamID, description: nil, accountID: fixture.home)
        let key = try await fixture.value(APIKeyResource.self, .post, "/v1/apikeys", order)
        let list = "/v1/apikeys?iam_id=\(made.iamID)&account_id=\(fixture.home)&sort=name"
        #expect(try await fixture.value(APIKeyPage.self, .get, list).apikeys.map(\.name) == ["first", "second"])
        let body = APIKeyUpdateRequest(name: "renamed", description: nil)
        #expect(try await fixture.send(.put, "/v1/apikeys/\(key.id)", body, version: "*").status == 200)
        #expect(try await fixture.send(.delete, "/v1/apikeys/\(key.id)").status == 204)
        #expect(try await fixture.signInRefusal(key.apikey) == "400 BXNIM0415E")
        let nobody = APIKeyCreateRequest(
            name: "n",
            iamID: "iam-ServiceId-none",
            description: nil,
            accountID: nil
        )
        #expect(try await fixture.refusal(.post, "/v1/apikeys", nobody) == "404 BXNIM9109E")
    }

    @Test func membersSeeAndOnlyTheOwnerManages() async throws {
        let fixture = try await ManagementFixture()
        let made = try await Self.make(fixture)
        let bob = try await fixture.addMember()
        let path = "/v1/serviceids/\(made.id)"
        #expect(try await fixture.send(.get, path, token: bob.token).status == 200)
        let body = ServiceIDRequest(name: "x", description: nil)
        #expect(try await fixture.refusal(.put, path, body, version: "*", token: bob.token) == "403 BXNIM9105E")
        #expect(try await fixture.refusal(.delete, path, token: bob.token) == "403 BXNIM9105E")
        #expect(try await fixture.refusal(.post, "/v1/serviceids", body, token: bob.token) == "403 BXNIM9105E")
        let order = APIKeyCreateRequest(name: "k", iamID: made.iamID, description: nil, accountID: nil)
        #expect(try await fixture.refusal(.post, "/v1/apikeys", order, token: bob.token) == "403 BXNIM9105E")
    }

    @Test func itGoesWithItsKeysAndSessions() async throws {
        let fixture = try await ManagementFixture()
        let made = try await Self.make(fixture)
        let key = try #require(made.apikey)
        let tokens = try await fixture.signIn(key.apikey)
        let path = "/v1/serviceids/\(made.id)"
        #expect(try await fixture.send(.post, "/v1/apikeys/\(key.id)/lock").status == 204)
        #expect(try await fixture.refusal(.delete, path) == "409 BXNIM9110E")
        #expect(try await fixture.send(.delete, "/v1/apikeys/\(key.id)/lock").status == 204)
        #expect(try await fixture.value(ServiceIDResource.self, .post, path + "/lock").locked)
        #expect(try await fixture.refusal(.delete, path) == "409 BXNIM9102E")
        #expect(try await !fixture.value(ServiceIDResource.self, .delete, path + "/lock").locked)
        #expect(try await fixture.send(.delete, path).status == 204)
        #expect(try await fixture.signInRefusal(key.apikey) == "400 BXNIM0415E")
        let refresh = fixture.identity.refreshForm(tokens.refreshToken)
        #expect(try await fixture.identity.refusal(refresh).summary == "400 BXNIM0407E")
    }

    @Test func theFormOf2017Works() async throws {
        typealias Item = LegacyIdentityItem<LegacyServiceIDEntity>
        let fixture = try await ManagementFixture()
        let account = "crn:v1:bluemix:public:::::a/\(fixture.home):::"
        let entity = LegacyServiceIDEntity(boundTo: account, name: "old", description: "", uniqueInstanceCrns: ["i"])
        let made = try await fixture.value(Item.self, .post, "/serviceids", entity)
        #expect(made.metadata.iamID == "iam-" + made.metadata.uuid && made.entity.boundTo == account)
        let list = "/serviceids?boundTo=\(PercentCoding.encode(account))"
        let page = try await fixture.value(LegacyIdentityPage<LegacyServiceIDEntity>.self, .get, list)
        #expect(page.items.map(\.entity.uniqueInstanceCrns) == [["i"]] && page.nextPageToken.isEmpty)
        let path = "/serviceids/\(made.metadata.uuid)"
        var change = entity
        change.name = "new"
        let version = made.metadata.version
        #expect(try await fixture.value(Item.self, .put, path, change, version: version).entity.name == "new")
        #expect(try await fixture.send(.put, path, change, version: version).status == 409)
        #expect(try await fixture.send(.delete, path).status == 204)
    }
}
