// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import StorageSQLite
import Testing

@Suite struct InvitationTests {
    /// Jane's account `home`, with a way to ask as anybody.
    private struct Team {
        let fixture: IdentityFixture
        let owner: String

        init(federatedDomains: Set<String> = []) async throws {
            fixture = try await IdentityFixture(
                over: try await SQLiteStore.inMemory(),
                federatedDomains: federatedDomains
            )
            owner = try await fixture.tokens(fixture.passwordForm(["bss_account": fixture.home])).accessToken
        }

        func send(
            _ method: HTTPMethod,
            _ path: String,
            _ body: String = "",
            token: String?,
            query: [(name: String, value: String)] = []
        ) async throws -> HTTPResponse {
            var request = HTTPRequest(method: method, path: path, query: query, body: Data(body.utf8))
            request.headers["Authorization"] = token.map { "Bearer \($0)" }
            return try await fixture.send(request)
        }

        func invite(_ email: String, to account: String? = nil) async throws -> HTTPResponse {
            let body = #"{"users":[{"email":"\#(email)","account_role":"Member"}]}"#
            return try await send(.post, "/v2/accounts/\(account ?? fixture.home)/users", body, token: owner)
        }

        func secret(for email: String) async throws -> String {
            let response = try await invite(email)
            try #require(response.status == 202)
            let invited = try JSONDecoder().decode(InvitationResponse.self, from: response.bytes).resources
            return try #require(invited.first).invitation
        }

        func accept(_ secret: String, password: String? = nil, token: String? = nil) async throws -> HTTPResponse {
            let body = try JSONEncoder().encode(InvitationAcceptance(invitation: secret, password: password))
            return try await send(
                .post,
                "/v1/invitations/accept",
                String(decoding: body, as: UTF8.self),
                token: token
            )
        }

        /// The form by which somebody signs in with the password of these tests.
        func form(_ email: String, _ more: [String: String] = [:]) -> [String: String] {
            ["grant_type": "password", "username": email, "password": "long enough"].merging(more) { $1 }
        }

        /// Somebody who belongs to the account.
        func member(_ email: String) async throws -> AccountUser {
            let response = try await accept(try await secret(for: email), password: "long enough")
            try #require(response.status == 200, "\(String(decoding: response.bytes, as: UTF8.self))")
            return try JSONDecoder().decode(AccountUser.self, from: response.bytes)
        }

        func users(_ token: String, query: [(name: String, value: String)] = []) async throws -> AccountUserPage {
            let response = try await send(.get, "/v2/accounts/\(fixture.home)/users", token: token, query: query)
            try #require(response.status == 200)
            return try JSONDecoder().decode(AccountUserPage.self, from: response.bytes)
        }
    }

    @Test func anInvitedPersonSetsAPasswordAndWorksInTheAccount() async throws {
        let team = try await Team()
        let secret = try await team.secret(for: "Bob@Example.com")
        #expect(try await team.users(team.owner).resources.map(\.state) == ["ACTIVE", "PENDING"])
        #expect(try await team.fixture.refusal(team.form("bob@example.com")).summary == "400 BXNIM0602E")
        #expect(try await team.accept(secret).status == 400)
        #expect(try await team.accept(secret, password: "short").status == 400)
        #expect(try await team.accept(secret, password: "long enough").status == 200)
        let scope = ["bss_account": team.fixture.home]
        let tokens = try await team.fixture.tokens(team.form("bob@example.com", scope))
        let users = try await team.users(tokens.accessToken).resources
        #expect(users.map(\.userID) == ["jane@example.com", "bob@example.com"])
        #expect(users.map(\.role) == ["OWNER", "MEMBER"])
        #expect(users.map(\.state) == ["ACTIVE", "ACTIVE"])
    }

    @Test func anInvitationIsGoodOnceAndForAWeek() async throws {
        let team = try await Team()
        let used = try await team.secret(for: "bob@example.com")
        #expect(try await team.accept(used, password: "long enough").status == 200)
        #expect(try await team.accept(used, password: "long enough").status == 400)
        let replaced = try await team.secret(for: "eve@example.com")
        let late = try await team.secret(for: "eve@example.com")
        #expect(try await team.accept(replaced, password: "long enough").status == 400)
        team.fixture.advance(8 * 86_400)
        #expect(try await team.accept(late, password: "long enough").status == 400)
        #expect(try await team.accept("guess", password: "long enough").status == 400)
        #expect(!"\(team.fixture.events.withLock { $0 })".contains(used))
    }

    @Test func whoHasAPasswordAcceptsByBeingLoggedIn() async throws {
        let team = try await Team()
        let bob = try await team.member("bob@example.com")
        _ = try await team.send(.delete, "/v2/accounts/\(team.fixture.home)/users/\(bob.iamID)", token: team.owner)
        let secret = try await team.secret(for: "bob@example.com")
        #expect(try await team.accept(secret, password: "another password").status == 401)
        #expect(try await team.accept(secret, token: team.owner).status == 403)
        let tokens = try await team.fixture.tokens(team.form("bob@example.com"))
        #expect(try await team.accept(secret, token: tokens.accessToken).status == 200)
        #expect(try await team.users(team.owner).resources.count == 2)
    }

    @Test func removalEndsTheSessionAtItsNextRefresh() async throws {
        let team = try await Team()
        let bob = try await team.member("bob@example.com")
        let scope = ["bss_account": team.fixture.home]
        let tokens = try await team.fixture.tokens(team.form("bob@example.com", scope))
        let path = "/v2/accounts/\(team.fixture.home)/users/\(bob.iamID)"
        #expect(try await team.send(.delete, path, token: tokens.accessToken).status == 403)
        #expect(try await team.send(.delete, path, token: team.owner).status == 204)
        #expect(try await team.send(.delete, path, token: team.owner).status == 404)
        let refusal = try await team.fixture.refusal(team.fixture.refreshForm(tokens.refreshToken))
        #expect(refusal.summary == "400 BXNIM0407E")
        let seen = try await team.send(.get, "/v4/accounts/\(team.fixture.home)", token: tokens.accessToken)
        #expect(seen.status == 404)
    }

    @Test func onlyTheOwnerChangesAnAccountAndStays() async throws {
        let team = try await Team()
        _ = try await team.member("bob@example.com")
        let scope = ["bss_account": team.fixture.home]
        let bob = try await team.fixture.tokens(team.form("bob@example.com", scope)).accessToken
        let users = "/v2/accounts/\(team.fixture.home)/users"
        let body = #"{"users":[{"email":"eve@example.com"}]}"#
        #expect(try await team.send(.post, users, body, token: bob).status == 403)
        #expect(try await team.send(.delete, "\(users)/\(team.fixture.iamID)", token: team.owner).status == 409)
        #expect(try await team.invite("jane@example.com").status == 409)
        #expect(try await team.invite("eve@example.com", to: team.fixture.foreign).status == 404)
        // A token for one account opens no other of the same person.
        #expect(try await team.invite("eve@example.com", to: team.fixture.work).status == 403)
    }

    @Test(arguments: [
        #"{"users":[]}"#, #"{"users":[{"email":"no address"}]}"#, #"{}"#, "not JSON",
        #"{"users":[{"email":"a@b.c"},{"email":"A@b.c"}]}"#,
        #"{"users":[{"email":"a@b.c","account_role":"OWNER"}]}"#,
        #"{"users":[{"email":"a@b.c"}],"iam_policy":[{"type":"access"}]}"#,
        #"{"users":[{"email":"a@b.c"}],"iam_policy":[{"type":"authorization"}]}"#,
        #"{"users":[{"email":"a@b.c"}],"iam_policy":[{"roles":[{"role_id":"x"}],"resources":[{"attributes":[]}]}]}"#,
        #"{"users":[{"email":"a@b.c"}],"access_groups":["g"]}"#,
    ])
    func anInvitationThatCannotBeKeptIsRefusedWhole(body: String) async throws {
        let team = try await Team()
        let path = "/v1/accounts/\(team.fixture.home)/users"
        #expect(try await team.send(.post, path, body, token: team.owner).status == 400)
        #expect(try await team.users(team.owner).totalResults == 1)
    }

    @Test func usersComeInPagesAndByName() async throws {
        let team = try await Team()
        for name in ["b", "c", "d"] {
            team.fixture.advance(1)
            _ = try await team.secret(for: "\(name)@example.com")
        }
        let first = try await team.users(team.owner, query: [("limit", "3")])
        #expect(first.totalResults == 4)
        #expect(first.resources.count == 3)
        let next = try #require(first.nextURL?.split(separator: "_start=").last.map(String.init))
        let second = try await team.users(team.owner, query: [("limit", "3"), ("_start", next)])
        #expect(second.resources.map(\.userID) == ["d@example.com"])
        #expect(second.nextURL == nil)
        let named = try await team.users(team.owner, query: [("user_id", "C@example.com")])
        #expect(named.resources.map(\.userID) == ["c@example.com"])
    }

    @Test func ownersMakeFurtherAccounts() async throws {
        let team = try await Team()
        let response = try await team.send(.post, "/v1/accounts", #"{"name":" Second one "}"#, token: team.owner)
        #expect(response.status == 201)
        let made = try JSONDecoder().decode(AccountResource.self, from: response.bytes)
        #expect(made.entity.name == "Second one")
        #expect(made.entity.ownerUserID == "jane@example.com")
        let scope = ["bss_account": made.metadata.guid]
        #expect(try await team.fixture.post(team.fixture.passwordForm(scope)).status == 200)
        #expect(try await team.send(.post, "/v1/accounts", #"{"name":" "}"#, token: team.owner).status == 400)
        _ = try await team.member("bob@example.com")
        let bob = try await team.fixture.tokens(team.form("bob@example.com")).accessToken
        #expect(try await team.send(.post, "/v1/accounts", #"{"name":"x"}"#, token: bob).status == 403)
    }

    @Test func eachAccountHasOneResourceGroup() async throws {
        let team = try await Team()
        let query = [(name: "account_id", value: team.fixture.home)]
        let response = try await team.send(.get, "/v2/resource_groups", token: team.owner, query: query)
        let groups = try JSONDecoder().decode(ResourceGroupList.self, from: response.bytes).resources
        let group = try #require(groups.first)
        #expect(groups.count == 1 && group.name == "Default" && group.isDefault)
        #expect(try await team.send(.get, "/v2/resource_groups/\(group.id)", token: team.owner).status == 200)
        let foreign = [(name: "account_id", value: team.fixture.foreign)]
        #expect(try await team.send(.get, "/v2/resource_groups", token: team.owner, query: foreign).status == 404)
        #expect(try await team.send(.get, "/v2/resource_groups/unknown", token: team.owner).status == 404)
    }

    @Test func whoSignsInElsewhereSetsNoPassword() async throws {
        let team = try await Team(federatedDomains: ["example.org"])
        let secret = try await team.secret(for: "ann@example.org")
        #expect(try await team.accept(secret, password: "long enough").status == 401)
        #expect(try await team.accept(secret, token: team.owner).status == 403)
    }
}
