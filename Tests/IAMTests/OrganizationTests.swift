// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP
import StorageSQLite
import Testing

@Suite struct OrganizationTests {
    private typealias Page = ResourcePage<CloudFoundryResource<OrganizationEntity>>
    private typealias SpacePage = ResourcePage<CloudFoundryResource<SpaceEntity>>

    private struct ErrorBody: Decodable {
        let code: Int
        let name: String

        enum CodingKeys: String, CodingKey {
            case code
            case name = "error_code"
        }
    }

    private struct Caller {
        let fixture: IdentityFixture
        let token: String?

        init(unscoped: Bool = false) async throws {
            fixture = try await IdentityFixture(over: try await SQLiteStore.inMemory())
            let scope = unscoped ? [:] : ["bss_account": fixture.home]
            token = try await fixture.tokens(fixture.passwordForm(scope)).accessToken
        }

        func send(
            _ method: HTTPMethod,
            _ path: String,
            _ body: String = "",
            query: [(name: String, value: String)] = []
        ) async throws -> HTTPResponse {
            var request = HTTPRequest(method: method, path: path, query: query, body: Data(body.utf8))
            request.headers["Authorization"] = token.map { "Bearer \($0)" }
            return try await fixture.send(request)
        }

        func value<Value: Decodable>(_ type: Value.Type, _ path: String) async throws -> Value {
            try JSONDecoder().decode(type, from: try await send(.get, path).bytes)
        }
    }

    @Test func anAccountHasAnOrganizationAndASpaceFromTheStart() async throws {
        let caller = try await Caller()
        let orgs = try await caller.value(Page.self, "/v2/organizations").resources
        let org = try #require(orgs.first)
        #expect(orgs.count == 1 && org.entity.name == "default" && org.entity.accountID == caller.fixture.home)
        #expect(
            try await caller.value(Page.self, "/v2/organizations").resources.map(\.metadata.guid) == [org.metadata.guid]
        )
        let spaces = try await caller.value(SpacePage.self, "/v2/organizations/\(org.metadata.guid)/spaces").resources
        #expect(spaces.map(\.entity.name) == ["dev"])
        #expect(try await caller.value(SpacePage.self, "/v2/spaces").totalResults == 1)
    }

    @Test func anUnscopedTokenSeesTheOrganizationsOfAllItsAccounts() async throws {
        let caller = try await Caller(unscoped: true)
        let orgs = try await caller.value(Page.self, "/v2/organizations").resources
        #expect(orgs.map(\.entity.accountID) == [caller.fixture.home, caller.fixture.work])
        #expect(try await caller.send(.post, "/v2/organizations", #"{"name":"x"}"#).status == 400)
    }

    @Test func theOwnerMakesAndNamesThem() async throws {
        let caller = try await Caller()
        let made = try await caller.send(.post, "/v2/organizations", #"{"name":"Ops"}"#)
        #expect(made.status == 201)
        let org = try JSONDecoder().decode(CloudFoundryResource<OrganizationEntity>.self, from: made.bytes)
        let path = "/v2/organizations/\(org.metadata.guid)"
        #expect(try await caller.send(.put, path, #"{"name":"Operations"}"#).status == 201)
        let order = #"{"name":"prod","organization_guid":"\#(org.metadata.guid)"}"#
        let space = try await caller.send(.post, "/v2/spaces", order)
        #expect(space.status == 201)
        #expect(try await caller.send(.post, "/v2/spaces", order).status == 400)
        let id = try JSONDecoder().decode(CloudFoundryResource<SpaceEntity>.self, from: space.bytes).metadata.guid
        #expect(try await caller.send(.put, "/v2/spaces/\(id)", #"{"name":"live"}"#).status == 201)
        #expect(try await caller.value(SpacePage.self, path + "/spaces").resources.map(\.entity.name) == ["live"])
        #expect(try await caller.send(.delete, "/v2/spaces/\(id)").status == 204)
        #expect(try await caller.send(.get, "/v2/spaces/\(id)").status == 404)
        let query = [(name: "q", value: "name:Operations"), (name: "region", value: "us-south")]
        let named = try await caller.send(.get, "/v2/organizations", query: query)
        #expect(
            try JSONDecoder().decode(Page.self, from: named.bytes).resources.map(\.metadata.guid) == [org.metadata.guid]
        )
        let none = try await caller.send(.get, "/v2/organizations", query: [("q", "name:none")])
        #expect(try JSONDecoder().decode(Page.self, from: none.bytes).resources.isEmpty)
    }

    @Test(arguments: [
        (HTTPMethod.get, "/v2/organizations/none", "", 404, 30003),
        (.get, "/v2/organizations/none/spaces", "", 404, 30003),
        (.put, "/v2/organizations/none", #"{"name":"x"}"#, 404, 30003),
        (.post, "/v2/organizations", #"{"name":"default"}"#, 400, 30002),
        (.post, "/v2/organizations", #"{"name":""}"#, 400, 1001),
        (.post, "/v2/organizations", "no JSON", 400, 1001),
        (.post, "/v2/spaces", #"{"name":"x","organization_guid":"none"}"#, 404, 30003),
        (.delete, "/v2/spaces/none", "", 404, 40004),
    ])
    func refusalsHaveTheFormOfCloudFoundry(
        method: HTTPMethod,
        path: String,
        body: String,
        status: Int,
        code: Int
    ) async throws {
        let caller = try await Caller()
        _ = try await caller.send(.get, "/v2/organizations")
        let response = try await caller.send(method, path, body)
        #expect(response.status == status)
        #expect(try JSONDecoder().decode(ErrorBody.self, from: response.bytes).code == code)
    }

    @Test func withoutATokenOnlyTheRegionIsShown() async throws {
        let caller = try await Caller()
        let refused = try await caller.fixture.get("/v2/organizations")
        #expect(refused.status == 401)
        let body = try JSONDecoder().decode(ErrorBody.self, from: refused.bytes)
        #expect(body.code == 1000 && body.name == "CF-InvalidAuthToken")
        let regions = try await caller.fixture.get("/v2/regions")
        #expect(try JSONDecoder().decode([RegionInfo].self, from: regions.bytes).map(\.id) == ["ibm:yp:us-south"])
    }
}
