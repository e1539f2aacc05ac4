// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Model
import Storage
import StorageSQLite
import Testing

/// Jane owns the account with the organization `default` and its space `dev`; Bob, Ann and Max belong to it, Eve does
/// not.
@Suite struct OrganizationRoleTests {
    private typealias People = ResourcePage<CloudFoundryResource<CloudFoundryUserEntity>>
    private typealias Organizations = ResourcePage<CloudFoundryResource<OrganizationEntity>>
    private typealias Spaces = ResourcePage<CloudFoundryResource<SpaceEntity>>

    private struct Failure: Decodable {
        let code: Int
    }

    private struct Scene {
        let management: ManagementFixture
        let org: String
        let space: String
        var tokens: [String: String] = [:]

        init() async throws {
            management = try await ManagementFixture()
            let orgs = try await management.value(Organizations.self, .get, "/v2/organizations")
            org = try #require(orgs.resources.first).metadata.guid
            let spaces = try await management.value(Spaces.self, .get, "/v2/organizations/\(org)/spaces")
            space = try #require(spaces.resources.first).metadata.guid
            for name in ["bob", "ann", "max"] { tokens[name] = try await join(name) }
            _ = try await person("eve")
        }

        private func person(_ name: String) async throws -> String {
            let (identity, store) = (management.identity, management.store)
            let iamID = User.newIAMID()
            try await store.createUser(
                User(
                    iamID: iamID,
                    email: "\(name)@example.com",
                    givenName: "",
                    familyName: "",
                    passwordHash: try await store.user(iamID: management.jane).passwordHash,
                    createdAt: identity.clock.withLock { $0 }
                )
            )
            return iamID
        }

        private func join(_ name: String) async throws -> String {
            let (identity, store) = (management.identity, management.store)
            let (iamID, now) = (try await person(name), identity.clock.withLock { $0 })
            let invitation = Invitation(secretHash: name, accountID: management.home, iamID: iamID, expiresAt: now + 60)
            try await store.createInvitation(invitation, at: now)
            try await store.acceptInvitation(hash: name, person: nil, at: now)
            let form = identity.passwordForm(["username": "\(name)@example.com", "bss_account": management.home])
            return try await identity.tokens(form).accessToken
        }

        /// Status and Cloud Foundry's number of the answer to `name`, who is Jane if nil.
        func outcome(
            _ name: String?,
            _ method: HTTPMethod,
            _ path: String,
            _ user: String? = nil
        ) async throws -> String {
            let body = user.map { CloudFoundryUserOrder(username: "\($0)@example.com") }
            let token = name.flatMap { tokens[$0] }
            let response = try await management.send(method, path, body, token: token)
            let failure = try? JSONDecoder().decode(Failure.self, from: response.bytes)
            return "\(response.status)" + (failure.map { " \($0.code)" } ?? "")
        }

        func people(_ path: String) async throws -> [String] {
            try await management.value(People.self, .get, path).resources.map(\.entity.username)
        }
    }

    @Test func membersOfTheAccountAreUsersOfItsFirstOrganization() async throws {
        let scene = try await Scene()
        let base = "/v2/organizations/\(scene.org)"
        let everybody = ["jane", "bob", "ann", "max"].map { "\($0)@example.com" }
        #expect(try await Set(scene.people(base + "/users")) == Set(everybody))
        #expect(try await scene.people(base + "/managers") == ["jane@example.com"])
        let all = try await scene.management.value(People.self, .get, base + "/user_roles").resources
        let jane = try #require(all.first { $0.entity.username == "jane@example.com" })
        #expect(jane.entity.organizationRoles == ["org_user", "org_manager"])
        #expect(jane.metadata.guid == scene.management.jane)
        #expect(try await scene.outcome("bob", .get, base) == "200")
    }

    @Test func whoIsNoUserOfAnOrganizationDoesNotSeeIt() async throws {
        let scene = try await Scene()
        let made = try await scene.management.value(
            CloudFoundryResource<OrganizationEntity>.self,
            .post,
            "/v2/organizations",
            CloudFoundryOrder(name: "ops")
        ).metadata.guid
        let path = "/v2/organizations/\(made)"
        for suffix in ["", "/spaces", "/users", "/user_roles", "/regions"] {
            #expect(try await scene.outcome("bob", .get, path + suffix) == "404 30003")
        }
        #expect(try await scene.outcome("bob", .put, path + "/managers", "bob") == "404 30003")
        let seen = try await scene.management.value(
            Organizations.self,
            .get,
            "/v2/organizations",
            token: scene.tokens["bob"]
        )
        #expect(seen.resources.map(\.entity.name) == ["default"])
        #expect(try await scene.outcome(nil, .put, path + "/auditors", "bob") == "201")
        #expect(try await scene.outcome("bob", .get, path) == "200")
        #expect(try await scene.people(path + "/users") == ["jane@example.com", "bob@example.com"])
    }

    @Test(arguments: [
        ("owner", "201", "201", "201"), ("OrgManager", "201", "201", "201"),
        ("SpaceManager", "403 10003", "403 10003", "201"), ("OrgAuditor", "403 10003", "403 10003", "403 10003"),
        ("BillingManager", "403 10003", "403 10003", "403 10003"),
        ("SpaceDeveloper", "403 10003", "403 10003", "403 10003"), ("OrgUser", "403 10003", "403 10003", "403 10003"),
    ])
    func whoMayGiveRoles(role: String, organization: String, newSpace: String, space: String) async throws {
        let scene = try await Scene()
        let (org, dev) = ("/v2/organizations/\(scene.org)", "/v2/spaces/\(scene.space)")
        let places = [
            "OrgManager": org + "/managers", "OrgAuditor": org + "/auditors",
            "BillingManager": org + "/billing_managers", "SpaceManager": dev + "/managers",
            "SpaceDeveloper": dev + "/developers",
        ]
        if let place = places[role] { #expect(try await scene.outcome(nil, .put, place, "bob") == "201") }
        let actor = role == "owner" ? nil : "bob"
        #expect(try await scene.outcome(actor, .put, org + "/auditors", "ann") == organization)
        #expect(try await scene.outcome(actor, .put, org + "/users", "ann") == organization)
        #expect(try await scene.outcome(actor, .put, dev + "/developers", "ann") == space)
        let made = try await scene.management.send(
            .post,
            "/v2/spaces",
            CloudFoundryOrder(name: "new", organizationID: scene.org),
            token: actor.flatMap { scene.tokens[$0] }
        )
        #expect("\(made.status)" == newSpace.prefix(3))
        let renamed = try await scene.management.send(
            .put,
            dev,
            CloudFoundryOrder(name: "other"),
            token: actor.flatMap { scene.tokens[$0] }
        )
        #expect("\(renamed.status)" == space.prefix(3))
        let removal = organization == "201" ? "204" : organization
        #expect(try await scene.outcome(actor, .delete, org + "/auditors", "ann") == removal)
        #expect(try await scene.outcome(actor, .delete, dev + "/developers", "ann") == (space == "201" ? "204" : space))
        #expect(try await scene.outcome(actor, .delete, org + "/users", "ann") == removal)
    }

    @Test func peopleMayLeaveAndNobodyElseIsTakenAlong() async throws {
        let scene = try await Scene()
        let path = "/v2/organizations/\(scene.org)/users"
        #expect(try await scene.outcome("bob", .delete, path, "ann") == "403 10003")
        #expect(try await scene.outcome("bob", .delete, path, "eve") == "403 10003", "no word about who exists")
        #expect(try await scene.outcome("bob", .delete, path, "bob") == "204")
        #expect(try await scene.outcome("bob", .get, path) == "404 30003")
        let ann = try await scene.management.store.user(email: "ann@example.com").iamID
        #expect(try await scene.outcome(nil, .delete, "\(path)/\(ann)") == "204")
        #expect(try await scene.outcome(nil, .put, "\(path)/\(ann)") == "201")
        #expect(try await scene.outcome("ann", .get, path) == "200")
    }

    @Test func managersOfASpaceCannotAddPeopleToItsOrganization() async throws {
        let scene = try await Scene()
        let (org, dev) = ("/v2/organizations/\(scene.org)", "/v2/spaces/\(scene.space)")
        #expect(try await scene.outcome(nil, .put, dev + "/managers", "bob") == "201")
        #expect(try await scene.outcome(nil, .delete, org + "/users", "max") == "204")
        #expect(try await scene.outcome("bob", .put, dev + "/auditors", "max") == "400 1002")
        #expect(try await scene.outcome(nil, .put, dev + "/auditors", "max") == "201")
        #expect(try await scene.people(org + "/users").contains("max@example.com"))
        #expect(try await scene.people(dev + "/auditors") == ["max@example.com"])
        let all = try await scene.management.value(People.self, .get, dev + "/user_roles").resources
        #expect(all.map(\.entity.spaceRoles) == [["space_manager"], ["space_auditor"]])
        #expect(try await scene.outcome(nil, .delete, dev + "/managers", "bob") == "204")
        #expect(try await scene.outcome("bob", .put, dev + "/auditors", "bob") == "403 10003")
    }

    @Test(arguments: ["eve", "nobody"])
    func onlyPeopleOfTheAccountGetRoles(name: String) async throws {
        let scene = try await Scene()
        #expect(try await scene.outcome(nil, .put, "/v2/organizations/\(scene.org)/users", name) == "404 20003")
        #expect(try await scene.outcome(nil, .put, "/v2/spaces/\(scene.space)/managers", name) == "404 20003")
        #expect(try await scene.outcome(nil, .put, "/v2/organizations/\(scene.org)/users") == "400 1001")
    }

    @Test func whoLeavesTheAccountLosesTheRoles() async throws {
        let scene = try await Scene()
        let path = "/v2/organizations/\(scene.org)"
        #expect(try await scene.outcome(nil, .put, path + "/managers", "bob") == "201")
        let bob = try await scene.management.store.user(email: "bob@example.com").iamID
        let removed = try await scene.management.send(.delete, "/v2/accounts/\(scene.management.home)/users/\(bob)")
        #expect(removed.status == 204)
        #expect(try await scene.outcome("bob", .get, path) == "404 30003")
        #expect(try await scene.outcome("bob", .put, path + "/managers", "bob") == "404 30003")
        #expect(try await scene.people(path + "/managers") == ["jane@example.com"])
    }

    @Test func changesOfRolesAreAudited() async throws {
        let scene = try await Scene()
        _ = try await scene.outcome(nil, .put, "/v2/organizations/\(scene.org)/managers", "bob")
        _ = try await scene.outcome("ann", .delete, "/v2/spaces/\(scene.space)/developers", "bob")
        let events = scene.management.identity.audited.events.suffix(2)
        #expect(events.map(\.action) == ["account.org-role-set", "account.space-role-unset"])
        #expect(events.map(\.userName) == ["jane@example.com", "ann@example.com"])
        #expect(events.map(\.result) == ["success", "CF-NotAuthorized"])
        #expect(
            events.map(\.target) == [
                "OrgManager \(scene.org) bob@example.com", "SpaceDeveloper \(scene.space) bob@example.com",
            ]
        )
    }
}
