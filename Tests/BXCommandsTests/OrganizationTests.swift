// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct OrganizationTests {
    private static func organization(_ name: String) -> OrganizationClient.Organization {
        OrganizationClient.Organization(
            metadata: .init(guid: "id-of-\(name)", url: "", createdAt: "", updatedAt: ""),
            entity: OrganizationEntity(
                name: name,
                spacesURL: "",
                accountID: FakeServer.mine.metadata.guid,
                region: "us-south"
            )
        )
    }

    /// A server with these organizations; each has the spaces `dev` and, if it is not the first, `prod`.
    private static func server(_ names: [String]) throws -> FakeServer {
        let server = FakeServer()
        server.publish("/v2/organizations", try .json(ResourcePage(names.map(organization))))
        for name in names {
            let spaces = (name == names.first ? ["dev"] : ["dev", "prod"]).map { space in
                OrganizationClient.Space(
                    metadata: .init(guid: "id-of-\(space)", url: "", createdAt: "", updatedAt: ""),
                    entity: SpaceEntity(name: space, organizationID: "id-of-\(name)")
                )
            }
            server.publish("/v2/organizations/id-of-\(name)/spaces", try .json(ResourcePage(spaces)))
        }
        return server
    }

    @Test func theOnlyOrgAndSpaceAreTargeted() async throws {
        try await CommandSession.with(try Self.server(["default"])) { (user: CommandSession) async throws in
            let result = await user.logIn()
            #expect(result.status == 0)
            try Golden.expect(result.text, is: "login-org.txt")
            #expect(try user.store.session().organization == SessionTarget(id: "id-of-default", name: "default"))
            #expect(try user.store.session().space == SessionTarget(id: "id-of-dev", name: "dev"))
        }
    }

    @Test func severalOrgsAreNamedOrPicked() async throws {
        try await CommandSession.with(try Self.server(["default", "ops"])) { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            #expect(try user.store.session().organization == nil)
            #expect(await user.bx("target", "-o", "ops", "-s", "prod").status == 0)
            #expect(try user.store.session().organization?.name == "ops")
            #expect(try user.store.session().space?.name == "prod")
            #expect(await user.bx("target", "-s", "dev").status == 0)
            #expect(try user.store.session().organization?.name == "ops")
            #expect(try user.store.session().space?.name == "dev")
            let picked = await user.bx("target", "--cf", input: ["1"], isInteractive: true)
            #expect(picked.status == 0)
            #expect(try user.store.session().organization?.name == "default")
            let unknown = await user.bx("target", "-o", "none")
            #expect(unknown.status == 1)
            #expect(unknown.text.contains("Org 'none' was not found. The orgs are:\ndefault\nops"))
        }
    }

    @Test func orgsAndSpacesAreListedAndMade() async throws {
        try await CommandSession.with(try Self.server(["default"])) { (user: CommandSession) async throws in
            _ = await user.logIn()
            try Golden.expect(await user.bx("account", "orgs", "--guid").text, is: "account-orgs.txt")
            try Golden.expect(await user.bx("account", "spaces").text, is: "account-spaces.txt")
            user.server.publish("/v2/organizations/id-of-default", try .json(Self.organization("main"), status: 201))
            #expect(await user.bx("account", "org-rename", "default", "main").status == 0)
            #expect(try user.store.session().organization?.name == "main")
            let unknown = await user.bx("account", "spaces", "-o", "none")
            #expect(unknown.status == 1)
            user.server.publish("/v2/spaces/id-of-dev", HTTPResponse(status: 204))
            #expect(await user.bx("account", "space-delete", "dev", "-f").status == 0)
            #expect(user.server.requests.last == "DELETE /v2/spaces/id-of-dev")
            #expect(try user.store.session().space == nil)
        }
    }
}
