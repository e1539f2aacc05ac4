// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Model
import StorageSQLite
import Testing

/// API keys over HTTP, with the store that the server has.
@Suite struct APIKeyManagementTests {
    @Test func aKeyIsShownOnceAndSignsInAtOnce() async throws {
        let fixture = try await ManagementFixture()
        let made = try await fixture.makeKey("first", description: "d")
        #expect(made.apikey.hasPrefix("slipway_"))
        #expect(made.name == "first" && made.description == "d" && made.createdBy == fixture.jane)
        #expect(made.createdAt == "2018-01-30T17:41+0000")
        #expect(made.crn == "crn:v1:bluemix:public:iam-identity::a/\(fixture.home)::apikey:\(made.id)")
        let shown = try await fixture.value(APIKeyResource.self, .get, "/v1/apikeys/\(made.id)")
        #expect(shown.apikey.isEmpty && shown.lastUsedAt == nil)
        let tokens = try await fixture.signIn(made.apikey)
        #expect(try fixture.identity.claims(tokens.accessToken).apiKeyID == made.id)
        let used = try await fixture.value(APIKeyResource.self, .get, "/v1/apikeys/\(made.id)")
        #expect(used.lastUsedAt == "2018-01-30T17:41+0000" && used.entityTag == made.entityTag)
    }

    @Test func theLastUseIsWrittenSparingly() async throws {
        let fixture = try await ManagementFixture()
        let made = try await fixture.makeKey("k")
        _ = try await fixture.signIn(made.apikey)
        for (seconds, expected) in [(500.0, "2018-01-30T17:41+0000"), (200.0, "2018-01-30T17:52+0000")] {
            fixture.identity.advance(seconds)
            _ = try await fixture.signIn(made.apikey)
            let shown = try await fixture.value(APIKeyResource.self, .get, "/v1/apikeys/\(made.id)")
            #expect(shown.lastUsedAt == expected)
        }
    }

    @Test func pagesFollowEachOtherToTheEnd() async throws {
        let fixture = try await ManagementFixture()
        for name in ["c", "a", "b"] { _ = try await fixture.makeKey(name) }
        var path: String? = "/v1/apikeys?pagesize=2&sort=name&order=desc"
        var names: [[String]] = []
        var page: APIKeyPage?
        while let current = path {
            page = try await fixture.value(APIKeyPage.self, .get, current)
            names.append(page?.apikeys.map(\.name) ?? [])
            path = page?.next.map { String($0.dropFirst("https://slipway.test:6780".count)) }
        }
        // One key comes with the fixture.
        #expect(names == [["k", "c"], ["b", "a"]])
        let first = try #require(page?.previous).dropFirst("https://slipway.test:6780".count)
        #expect(try await fixture.value(APIKeyPage.self, .get, String(first)).apikeys.map(\.name) == ["k", "c"])
    }

    @Test(arguments: ["pagesize=0", "pagesize=101", "pagesize=x", "pagetoken=x", "sort=x", "order=x", "scope=x"])
    func impossibleParametersAreRefused(query: String) async throws {
        let fixture = try await ManagementFixture()
        #expect(try await fixture.refusal(.get, "/v1/apikeys?\(query)") == "400 BXNIM9108E")
    }

    @Test func onlyThePresentVersionIsChanged() async throws {
        let fixture = try await ManagementFixture()
        let made = try await fixture.makeKey("old")
        let path = "/v1/apikeys/\(made.id)"
        let body = APIKeyUpdateRequest(name: "new", description: nil)
        #expect(try await fixture.refusal(.put, path, body) == "400 BXNIM9104E")
        #expect(try await fixture.refusal(.put, path, body, version: "1-0") == "409 BXNIM9103E")
        let changed = try await fixture.value(APIKeyResource.self, .put, path, body, version: made.entityTag)
        #expect(changed.name == "new" && changed.entityTag != made.entityTag)
        #expect(try await fixture.refusal(.put, path, body, version: made.entityTag) == "409 BXNIM9103E")
        #expect(try await fixture.send(.put, path, body, version: "*").status == 200)
    }

    @Test func aLockedKeyStaysAsItIs() async throws {
        let fixture = try await ManagementFixture()
        let made = try await fixture.makeKey("k2")
        let path = "/v1/apikeys/\(made.id)"
        #expect(try await fixture.send(.post, path + "/lock").status == 204)
        let body = APIKeyUpdateRequest(name: "new", description: nil)
        #expect(try await fixture.refusal(.put, path, body, version: "*") == "409 BXNIM9102E")
        #expect(try await fixture.refusal(.delete, path) == "409 BXNIM9102E")
        #expect(try await fixture.refusal(.post, path + "/disable") == "409 BXNIM9102E")
        #expect(try await fixture.send(.delete, path + "/lock").status == 204)
        #expect(try await fixture.send(.delete, path).status == 204)
        #expect(try await fixture.refusal(.get, path) == "404 BXNIM9101E")
    }

    @Test func aDisabledOrDeletedKeyEndsItsSessions() async throws {
        let fixture = try await ManagementFixture()
        let made = try await fixture.makeKey("k2")
        let path = "/v1/apikeys/\(made.id)"
        let tokens = try await fixture.signIn(made.apikey)
        #expect(try await fixture.send(.post, path + "/disable").status == 204)
        #expect(try await fixture.signInRefusal(made.apikey) == "400 BXNIM9011E")
        let refresh = fixture.identity.refreshForm(tokens.refreshToken)
        #expect(try await fixture.identity.refusal(refresh).summary == "400 BXNIM0407E")
        #expect(try await fixture.send(.delete, path + "/disable").status == 204)
        let again = try await fixture.signIn(made.apikey)
        #expect(try await fixture.send(.delete, path).status == 204)
        #expect(try await fixture.signInRefusal(made.apikey) == "400 BXNIM0415E")
        #expect(
            try await fixture.identity.refusal(fixture.identity.refreshForm(again.refreshToken)).summary
                == "400 BXNIM0407E"
        )
    }

    @Test func aKeyEndsWhenItSays() async throws {
        let fixture = try await ManagementFixture()
        var order = APIKeyCreateRequest(name: "k2", iamID: fixture.jane, description: nil, accountID: nil)
        for wrong in ["2018-01-30T17:41+0000", "tomorrow", "2018-02-31T00:00+0000"] {
            order.expiresAt = wrong
            #expect(try await fixture.refusal(.post, "/v1/apikeys", order) == "400 BXNIM9108E")
        }
        order.expiresAt = "2018-01-30T17:51+0000"
        let made = try await fixture.value(APIKeyResource.self, .post, "/v1/apikeys", order)
        #expect(made.expiresAt == "2018-01-30T17:51+0000")
        let tokens = try await fixture.signIn(made.apikey)
        fixture.identity.advance(600)
        #expect(try await fixture.signInRefusal(made.apikey) == "400 BXNIM9011E")
        let refresh = fixture.identity.refreshForm(tokens.refreshToken)
        #expect(try await fixture.identity.refusal(refresh).summary == "400 BXNIM0407E")
    }

    @Test func whatIsNotDoneIsRefused() async throws {
        let fixture = try await ManagementFixture()
        let order = APIKeyCreateRequest(name: "k2", iamID: fixture.jane, description: nil, accountID: nil)
        var (own, stored, watched, nameless) = (order, order, order, order)
        own.apikey = String(repeating: "x", count: 40)
        stored.storeValue = true
        watched.actionWhenLeaked = "delete"
        nameless.name = "a\nb"
        for request in [own, stored, watched, nameless] {
            #expect(try await fixture.refusal(.post, "/v1/apikeys", request) == "400 BXNIM9108E")
        }
        #expect(try await fixture.refusal(.get, "/v1/apikeys/ApiKey-none") == "404 BXNIM9101E")
        #expect(try await fixture.refusal(.get, "/v1/apikeys", token: "none") == "401 BXNIM0407E")
    }

    @Test func keysOfOthersAreOutOfReach() async throws {
        let fixture = try await ManagementFixture()
        let bob = try await fixture.addMember()
        let janes = try await fixture.makeKey("janes")
        let path = "/v1/apikeys/\(janes.id)"
        for (method, suffix) in [(HTTPMethod.get, ""), (.delete, ""), (.post, "/lock"), (.post, "/disable")] {
            #expect(try await fixture.refusal(method, path + suffix, token: bob.token) == "404 BXNIM9101E")
        }
        let forJane = APIKeyCreateRequest(name: "x", iamID: fixture.jane, description: nil, accountID: nil)
        #expect(try await fixture.refusal(.post, "/v1/apikeys", forJane, token: bob.token) == "403 BXNIM9105E")
        for query in ["scope=account", "iam_id=\(fixture.jane)"] {
            #expect(try await fixture.refusal(.get, "/v1/apikeys?\(query)", token: bob.token) == "403 BXNIM9105E")
        }
        #expect(
            try await fixture.refusal(.get, "/v1/apikeys?account_id=\(fixture.identity.foreign)") == "403 BXNIM9107E"
        )
    }

    @Test func theOwnerOfTheAccountMayEndKeysOfItsPeople() async throws {
        let fixture = try await ManagementFixture()
        let bob = try await fixture.addMember()
        let order = APIKeyCreateRequest(name: "bobs", iamID: bob.iamID, description: nil, accountID: nil)
        let bobs = try await fixture.value(APIKeyResource.self, .post, "/v1/apikeys", order, token: bob.token)
        let path = "/v1/apikeys/\(bobs.id)"
        let all = try await fixture.value(APIKeyPage.self, .get, "/v1/apikeys?scope=account&type=user&sort=name")
        #expect(all.apikeys.map(\.name) == ["bobs", "k"])
        let body = APIKeyUpdateRequest(name: "mine", description: nil)
        #expect(try await fixture.refusal(.put, path, body, version: "*") == "403 BXNIM9105E")
        #expect(try await fixture.refusal(.post, path + "/lock") == "403 BXNIM9105E")
        #expect(try await fixture.send(.post, path + "/disable").status == 204)
        #expect(try await fixture.signInRefusal(bobs.apikey) == "400 BXNIM9011E")
        #expect(try await fixture.send(.delete, path).status == 204)
    }

    @Test func aKeyIsFoundByItsText() async throws {
        let fixture = try await ManagementFixture()
        let made = try await fixture.makeKey("k2")
        let path = "/v1/apikeys/details"
        let found = try await fixture.send(.get, path, headers: ["IAM-ApiKey": made.apikey])
        #expect(try JSONDecoder().decode(APIKeyResource.self, from: found.bytes).id == made.id)
        #expect(try await fixture.refusal(.get, path, headers: ["IAM-ApiKey": "none"]) == "404 BXNIM9101E")
        #expect(try await fixture.refusal(.get, path) == "400 BXNIM9002E")
    }

    @Test func theFormOf2017Works() async throws {
        typealias Item = LegacyIdentityItem<LegacyAPIKeyEntity>
        let fixture = try await ManagementFixture()
        let user = "crn:v1:bluemix:public:iam:::IBMid:user:270004WA4U"
        let entity = LegacyAPIKeyEntity(boundTo: user, name: "legacy", description: "d")
        let made = try await fixture.value(Item.self, .post, "/apikeys", entity)
        let text = try #require(made.entity.apiKey)
        #expect(made.entity.boundTo == user && made.entity.format == "APIKEY")
        _ = try await fixture.signIn(text)
        let list = "/apikeys?pagesize=1&sort=name&boundTo=\(PercentCoding.encode(user))"
        let first = try await fixture.value(LegacyIdentityPage<LegacyAPIKeyEntity>.self, .get, list)
        #expect(first.items.map(\.entity.name) == ["k"] && first.items.first?.entity.apiKey == nil)
        let rest = list + "&pagetoken=\(first.nextPageToken)"
        let second = try await fixture.value(LegacyIdentityPage<LegacyAPIKeyEntity>.self, .get, rest)
        #expect(second.items.map(\.entity.name) == ["legacy"] && second.nextPageToken.isEmpty)
        let path = "/apikeys/\(made.metadata.uuid)"
        var change = entity
        change.name = "renamed"
        let version = made.metadata.version
        #expect(try await fixture.value(Item.self, .put, path, change, version: version).entity.name == "renamed")
        let stale = try await fixture.send(.put, path, change, version: version)
        #expect(stale.status == 409)
        #expect(try JSONDecoder().decode(TokenErrorBody.self, from: stale.bytes).errorCode == "BXNIM9103E")
        #expect(try await fixture.send(.delete, path).status == 204)
        #expect(try await fixture.send(.get, path).status == 404)
    }

    @Test func actsAreAuditedWithoutTheText() async throws {
        let fixture = try await ManagementFixture()
        let made = try await fixture.makeKey("k2")
        _ = try await fixture.send(.delete, "/v1/apikeys/\(made.id)")
        let acts = fixture.identity.audited.events.filter { $0.action.hasPrefix("iam.apikey") }
        #expect(acts.map(\.action) == ["iam.apikey-create", "iam.apikey-delete"])
        #expect(acts.allSatisfy { $0.target == made.id && $0.iamID == fixture.jane && $0.accountID == fixture.home })
        #expect(!"\(fixture.identity.audited.events)\(fixture.identity.events.withLock { $0 })".contains(made.apikey))
    }
}
