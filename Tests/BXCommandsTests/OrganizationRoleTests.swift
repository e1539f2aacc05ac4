// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct OrganizationRoleTests {
    private static let account = FakeServer.mine.metadata.guid
    private static let org = OrganizationClient.Organization(
        metadata: .init(guid: "org-1", url: "", createdAt: "", updatedAt: ""),
        entity: OrganizationEntity(name: "ops", spacesURL: "", accountID: account, region: "us-south")
    )
    private static let space = OrganizationClient.Space(
        metadata: .init(guid: "space-1", url: "", createdAt: "", updatedAt: ""),
        entity: SpaceEntity(name: "dev", organizationID: "org-1")
    )

    private static func person(
        _ name: String,
        roles: [String]? = nil,
        spaceRoles: [String]? = nil
    ) -> OrganizationClient.Person {
        OrganizationClient.Person(
            metadata: .init(guid: "IBMid-\(name)", url: "", createdAt: "", updatedAt: ""),
            entity: CloudFoundryUserEntity(
                username: "\(name)@example.com",
                organizationRoles: roles,
                spaceRoles: spaceRoles
            )
        )
    }

    /// A user of the org `ops` with the space `dev`.
    private func withOrganization(_ body: (CommandSession) async throws -> Void) async throws {
        try await CommandSession.with(try Self.server()) { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            try await body(user)
        }
    }

    /// A server with the org `ops`, the space `dev` and people in both.
    static func server() throws -> FakeServer {
        let server = FakeServer(accounts: [FakeServer.mine, FakeServer.team])
        let path = "/v2/organizations/org-1"
        let regions = try HTTPResponse.json([RegionInfo(region: "us-south", baseURL: FakeServer.endpoint)])
        server.publish("/v2/organizations", try .json(ResourcePage([Self.org])))
        server.publish(path, try .json(Self.org))
        server.publish(path + "/spaces", try .json(ResourcePage([Self.space])))
        server.publish("/v2/spaces/space-1", try .json(Self.space))
        server.publish("/v2/regions", regions)
        server.publish(path + "/regions", regions)
        server.publish(
            path + "/user_roles",
            try .json(
                ResourcePage([
                    Self.person("me", roles: ["org_user", "org_manager", "org_auditor"]),
                    Self.person("bob", roles: ["org_user"]),
                ])
            )
        )
        server.publish(
            "/v2/spaces/space-1/user_roles",
            try .json(ResourcePage([Self.person("me", spaceRoles: ["space_developer", "space_auditor"])]))
        )
        let details = AccountDetails(
            id: Self.account,
            name: "Mine",
            ownerUserID: "me@example.com",
            ownerIAMID: "IBMid-1"
        )
        server.publish("/v4/accounts/\(Self.account)", try .json(details))
        return server
    }

    @Test(arguments: [
        (["org", "ops"], "account-org.txt"),
        (["org-account", "ops"], "account-org-account.txt"),
        (["org-users", "ops"], "account-org-users.txt"),
        (["org-users", "ops", "-a"], "account-org-users-all.txt"),
        (["org-roles"], "account-org-roles.txt"),
        (["org-roles", "-u", "bob@example.com"], "account-org-roles-other.txt"),
        (["space", "dev"], "account-space.txt"),
        (["space-users", "ops", "dev"], "account-space-users.txt"),
        (["space-roles", "ops"], "account-space-roles.txt"),
        (["org-replicate", "ops", "us-south"], "account-org-replicate.txt"),
    ])
    func whatIsAskedForIsShown(words: [String], golden: String) async throws {
        try await withOrganization { (user: CommandSession) async throws in
            let result = await user.run(["account"] + words)
            #expect(result.status == 0)
            try Golden.expect(result.text, is: golden)
        }
    }

    @Test(arguments: [
        (["org", "ops", "--guid"], "org-1"), (["org-account", "ops", "--guid"], account),
        (["space", "dev", "--guid"], "space-1"),
    ])
    func anIdentifierIsShownAlone(words: [String], identifier: String) async throws {
        try await withOrganization { (user: CommandSession) async throws in
            #expect(await user.run(["account"] + words).text == identifier + "\n")
        }
    }

    @Test(arguments: [
        (["org-user-add", "bob@example.com", "ops"], "PUT /v2/organizations/org-1/users", "account-org-user-add.txt"),
        (
            ["org-user-remove", "bob@example.com", "ops", "--force"], "DELETE /v2/organizations/org-1/users",
            "account-org-user-remove.txt"
        ),
        (
            ["org-role-set", "bob@example.com", "ops", "OrgManager"], "PUT /v2/organizations/org-1/managers",
            "account-org-role-set.txt"
        ),
        (
            ["org-role-unset", "bob@example.com", "ops", "billingmanager"],
            "DELETE /v2/organizations/org-1/billing_managers", "account-org-role-unset.txt"
        ),
        (
            ["space-role-set", "bob@example.com", "ops", "dev", "SpaceDeveloper"],
            "PUT /v2/spaces/space-1/developers", "account-space-role-set.txt"
        ),
        (
            ["space-role-unset", "bob@example.com", "ops", "dev", "SpaceAuditor"],
            "DELETE /v2/spaces/space-1/auditors", "account-space-role-unset.txt"
        ),
    ])
    func aChangeIsSent(words: [String], request: String, golden: String) async throws {
        try await withOrganization { (user: CommandSession) async throws in
            let path = request.split(separator: " ").last.map(String.init) ?? ""
            user.server.publish(path, HTTPResponse(status: 204))
            let result = await user.run(["account"] + words)
            #expect(result.status == 0)
            #expect(user.server.requests.last == request)
            try Golden.expect(result.text, is: golden)
        }
    }

    @Test(arguments: ["OrgUser", "SpaceManager", ""])
    func anUnknownRoleIsRefusedBeforeAnythingIsSent(role: String) async throws {
        try await withOrganization { (user: CommandSession) async throws in
            let before = user.server.requests.count
            let result = await user.bx("account", "org-role-set", "bob@example.com", "ops", role)
            #expect(result.status == 2)
            #expect(result.text.contains("'OrgManager', 'BillingManager', 'OrgAuditor'"))
            #expect(user.server.requests.count == before)
        }
    }

    @Test func aRemovalIsAskedAbout() async throws {
        try await withOrganization { (user: CommandSession) async throws in
            let before = user.server.requests.count
            let kept = await user.bx("account", "org-user-remove", "bob@example.com", "ops", input: ["n"])
            #expect(kept.text.contains("was not removed"))
            #expect(!user.server.requests.dropFirst(before).contains { $0.hasPrefix("DELETE") })
        }
    }

    @Test func orgsAreReplicatedToKnownRegionsAlone() async throws {
        try await withOrganization { (user: CommandSession) async throws in
            let result = await user.bx("account", "org-replicate", "ops", "mars")
            #expect(result.status == 1)
            #expect(result.text.contains("The regions of this server are: us-south."))
        }
    }

    @Test func spacesAreThoseOfTheRegion() async throws {
        try await withOrganization { (user: CommandSession) async throws in
            #expect(await user.bx("account", "spaces", "-r", "us-south").status == 0)
            #expect(await user.bx("account", "spaces", "-r", "all").status == 0)
            #expect(await user.bx("account", "spaces", "-r", "mars").text.contains("is not in region 'mars'"))
        }
    }

    @Test func aUserIsRemovedFromAnotherAccountThanTheTargetedOne() async throws {
        try await withOrganization { (user: CommandSession) async throws in
            let other = FakeServer.team.metadata.guid
            let path = "/v2/accounts/\(other)/users"
            let bob = AccountUser(
                iamID: "IBMid-b",
                email: "bob@example.com",
                firstName: "",
                lastName: "",
                accountID: other,
                role: "MEMBER",
                state: "ACTIVE",
                invitedOn: "",
                addedOn: ""
            )
            let page = AccountUserPage(totalResults: 1, limit: 100, firstURL: path, nextURL: nil, resources: [bob])
            user.server.publish(path, try .json(page))
            user.server.publish(path + "/IBMid-b", HTTPResponse(status: 204))
            let result = await user.bx("account", "user-delete", "bob@example.com", "-c", other, "-f")
            #expect(result.status == 0)
            #expect(user.server.requests.last == "DELETE \(path)/IBMid-b")
            #expect(user.server.grants.last?["bss_account"] == other)
            #expect(try user.store.session().account?.id == Self.account, "the target stays")
            #expect(try user.store.session().iamRefreshToken == "refresh-2", "the next refresh token is kept")
        }
    }
}
