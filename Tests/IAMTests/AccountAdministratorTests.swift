// SPDX-License-Identifier: Apache-2.0

import API
import Authorization
import FoundationEssentials
import HTTP
import Model
import Testing

/// What who administers an account by a policy may do there, next to its owner.
@Suite struct AccountAdministratorTests {
    /// Jane's account with Bob, who has `role` on what `attributes` name, and another member, Eve.
    private struct Team {
        let fixture: PolicyFixture
        let eve: (iamID: String, token: String)
        let robot: ServiceIDResource

        init(_ role: PlatformRole?, _ attributes: [String: String] = [:]) async throws {
            fixture = try await PolicyFixture()
            eve = try await fixture.management.addMember("eve@example.com")
            robot = try await fixture.makeServiceID().resource
            if let role { _ = try await fixture.make(fixture.bob.iamID, role, attributes) }
        }

        var management: ManagementFixture { fixture.management }

        /// The status of the answer to Bob.
        func status(_ method: HTTPMethod, _ path: String, _ body: (any Encodable)? = nil) async throws -> Int {
            try await management.send(method, path, body, version: "*", token: fixture.bob.token).status
        }
    }

    @Test(
        "Administrators of the whole account, and nobody with less, do what its owner may",
        arguments: [
            (nil, [:], false), (.viewer, [:], false), (.editor, [:], false), (.operator, [:], false),
            (.administrator, ["serviceName": "containers-kubernetes"], false),
            (.administrator, ["region": "us-south"], false), (.administrator, [:], true),
        ] as [(PlatformRole?, [String: String], Bool)]
    )
    func accountsAreAdministeredWhole(role: PlatformRole?, attributes: [String: String], isAllowed: Bool) async throws {
        let team = try await Team(role, attributes)
        let (home, robot) = (team.fixture.home, team.robot)
        let refused = isAllowed ? nil : 403
        let users = "/v2/accounts/\(home)/users"
        let guest = InvitationRequest(users: [InvitationRequest.Person(email: "guest@example.com")])
        #expect(try await team.status(.post, users, guest) == refused ?? 202)
        #expect(try await team.status(.delete, "\(users)/\(team.eve.iamID)") == refused ?? 204)
        let rename = ServiceIDRequest(name: "renamed", description: nil)
        #expect(try await team.status(.put, "/v1/serviceids/\(robot.id)", rename) == refused ?? 200)
        let more = ServiceIDRequest(accountID: home, name: "more", description: nil)
        #expect(try await team.status(.post, "/v1/serviceids", more) == refused ?? 201)
        let key = APIKeyCreateRequest(name: "k", iamID: robot.iamID, description: nil, accountID: nil)
        #expect(try await team.status(.post, "/v1/apikeys", key) == refused ?? 201)
        #expect(try await team.status(.get, "/v1/apikeys?iam_id=\(robot.iamID)") == refused ?? 200)
        #expect(try await team.status(.get, "/v1/apikeys?scope=account") == refused ?? 200)
        let organization = ["name": "team"]
        #expect(try await team.status(.post, "/v2/organizations", organization) == refused ?? 201)
        #expect(try await team.status(.delete, "/v1/serviceids/\(robot.id)") == refused ?? 204)
    }

    @Test func theOwnerIsBeyondTheirReach() async throws {
        let team = try await Team(.administrator)
        let (home, jane) = (team.fixture.home, team.management.jane)
        let key = try await team.management.makeKey("of the owner")
        #expect(try await team.status(.delete, "/v2/accounts/\(home)/users/\(jane)") == 409)
        for (method, path) in [(HTTPMethod.get, ""), (.delete, ""), (.post, "/disable"), (.post, "/lock")] {
            #expect(try await team.status(method, "/v1/apikeys/\(key.id)\(path)") == 404)
        }
        let rename = APIKeyUpdateRequest(name: "n", description: nil)
        #expect(try await team.status(.put, "/v1/apikeys/\(key.id)", rename) == 404)
        let order = APIKeyCreateRequest(name: "k", iamID: jane, description: nil, accountID: nil)
        #expect(try await team.status(.post, "/v1/apikeys", order) == 403)
        for query in ["scope=account", "iam_id=\(jane)"] {
            let path = "/v1/apikeys?\(query)"
            let page = try await team.management.value(APIKeyPage.self, .get, path, token: team.fixture.bob.token)
            #expect(page.apikeys.allSatisfy { $0.iamID != jane })
        }
        #expect(try await team.status(.post, "/v1/policies", team.fixture.request(jane)) == 400)
        // With passwords off, an owner who has only one would be shut out.
        let noPasswords = ["allow_password_sessions": false]
        #expect(try await team.status(.patch, "/v4/accounts/\(home)", noPasswords) == 403)
        // Accounts are made by those who own one.
        #expect(try await team.status(.post, "/v1/accounts", ["name": "mine"]) == 403)
    }

    @Test func keysOfOtherPeopleCanBeEndedAndNotMade() async throws {
        let team = try await Team(.administrator)
        let order = APIKeyCreateRequest(name: "k", iamID: team.eve.iamID, description: nil, accountID: nil)
        let made = try await team.management.value(
            APIKeyResource.self,
            .post,
            "/v1/apikeys",
            order,
            token: team.eve.token
        )
        #expect(try await team.status(.post, "/v1/apikeys", order) == 403)
        let rename = APIKeyUpdateRequest(name: "n", description: nil)
        #expect(try await team.status(.put, "/v1/apikeys/\(made.id)", rename) == 403)
        #expect(try await team.status(.delete, "/v1/apikeys/\(made.id)") == 204)
    }

    @Test func aServiceIDThatAdministersManagesServiceIDs() async throws {
        let fixture = try await PolicyFixture()
        let (robot, token) = try await fixture.makeServiceID()
        let other = try await fixture.makeServiceID().resource
        let path = "/v1/serviceids/\(other.id)"
        #expect(try await fixture.management.refusal(.get, path, token: token) == "404 BXNIM9109E")
        _ = try await fixture.make(robot.iamID, .administrator)
        #expect(try await fixture.management.send(.get, path, token: token).status == 200)
        let key = APIKeyCreateRequest(name: "k", iamID: other.iamID, description: nil, accountID: nil)
        #expect(try await fixture.management.send(.post, "/v1/apikeys", key, token: token).status == 201)
        let bobs = APIKeyCreateRequest(name: "k", iamID: fixture.bob.iamID, description: nil, accountID: nil)
        #expect(try await fixture.management.refusal(.post, "/v1/apikeys", bobs, token: token) == "403 BXNIM9105E")
    }

    @Test func invitedPeopleHaveTheirPoliciesOnceTheyAccept() async throws {
        let fixture = try await PolicyFixture()
        let management = fixture.management
        let viewer = PolicyRoleReference(roleID: PlatformRole.viewer.resourceName)
        let policy = InvitedPolicy(
            roles: [viewer],
            resource: [PolicyAttribute(name: "serviceName", value: "containers-kubernetes")]
        )
        let order = InvitationRequest(users: [.init(email: "guest@example.com")], policies: [policy])
        let path = "/v2/accounts/\(fixture.home)/users"
        let invited = try await management.value(InvitationResponse.self, .post, path, order)
        let guest = try #require(invited.resources.first)
        let authorizer = Authorizer(accounts: management.store, policies: management.store)
        let clusters = ResourceAttributes(serviceName: "containers-kubernetes")
        #expect(try await fixture.list("&iam_id=\(guest.id)").policies.count == 1)
        #expect(try await authorizer.access(of: guest.id, in: fixture.home).roles(on: clusters).isEmpty)
        let observer = management.identity.accessObserver
        let before = observer.count(in: fixture.home)
        let acceptance = InvitationAcceptance(invitation: guest.invitation, password: "long enough")
        #expect(try await management.send(.post, "/v1/invitations/accept", acceptance).status == 200)
        #expect(try await authorizer.access(of: guest.id, in: fixture.home).roles(on: clusters) == [.viewer])
        #expect(observer.count(in: fixture.home) == before + 1)
        let recorded = management.identity.audited.events.filter { $0.action == "account.user-invite" }
        #expect(recorded.map(\.target) == ["with 1 policies: guest@example.com"])
    }
}
