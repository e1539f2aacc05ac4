// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP
import TestSupport
import Testing

@Suite struct AccountTests {
    private static let users = "/v2/accounts/\(FakeServer.mine.metadata.guid)/users"

    private static func user(_ email: String, role: String = "MEMBER", state: String = "ACTIVE") -> AccountUser {
        AccountUser(
            iamID: "IBMid-\(email.prefix(1))",
            email: email,
            firstName: "",
            lastName: "",
            accountID: FakeServer.mine.metadata.guid,
            role: role,
            state: state,
            invitedOn: "",
            addedOn: ""
        )
    }

    private func withAccount(_ body: (CommandSession) async throws -> Void) async throws {
        let server = FakeServer(accounts: [FakeServer.mine, FakeServer.team])
        let page = AccountUserPage(
            totalResults: 2,
            limit: 100,
            firstURL: Self.users,
            nextURL: nil,
            resources: [Self.user("me@example.com", role: "OWNER"), Self.user("bob@example.com", state: "PENDING")]
        )
        server.publish(Self.users, try .json(page))
        try await CommandSession.with(server) { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            try await body(user)
        }
    }

    @Test func accountsAndUsersAreListed() async throws {
        try await withAccount { (user: CommandSession) async throws in
            try Golden.expect(await user.bx("account", "list").text, is: "account-list.txt")
            try Golden.expect(await user.bx("account", "users").text, is: "account-users.txt")
            let json = await user.bx("account", "users", "--output", "json").text
            let users = try JSONDecoder().decode([AccountUser].self, from: Data(json.utf8))
            #expect(users.map(\.userID) == ["me@example.com", "bob@example.com"])
            #expect(await user.bx("account", "list", "--output", "xml").status == 2)
        }
    }

    @Test func theTargetedAccountIsShown() async throws {
        try await withAccount { (user: CommandSession) async throws in
            let id = FakeServer.mine.metadata.guid
            let details = AccountDetails(id: id, name: "Mine", ownerUserID: "me@example.com", ownerIAMID: "IBMid-1")
            user.server.publish("/v4/accounts/\(id)", try .json(details))
            try Golden.expect(await user.bx("account", "show").text, is: "account-show.txt")
        }
    }

    @Test func anAccountIsMade() async throws {
        try await withAccount { (user: CommandSession) async throws in
            user.server.publish("/v1/accounts", try .json(FakeServer.team, status: 201))
            let result = await user.bx("account", "create", "Team Account")
            #expect(user.server.requests.last == "POST /v1/accounts")
            try Golden.expect(result.text, is: "account-create.txt")
        }
    }

    @Test func anAccountIsClosedToPasswords() async throws {
        try await withAccount { (user: CommandSession) async throws in
            let id = FakeServer.mine.metadata.guid
            var details = AccountDetails(id: id, name: "Mine", ownerUserID: "me@example.com", ownerIAMID: "IBMid-1")
            details.allowsPasswordSessions = false
            user.server.publish("/v4/accounts/\(id)", try .json(details))
            let result = await user.bx("account", "update", "--password-login", "off")
            #expect(user.server.requests.last == "PATCH /v4/accounts/\(id)")
            try Golden.expect(result.text, is: "account-update.txt")
            #expect(await user.bx("account", "update").status == 2)
            #expect(await user.bx("account", "update", "--password-login", "maybe").status == 2)
        }
    }

    @Test func anInvitationIsShownToHandOver() async throws {
        try await withAccount { (user: CommandSession) async throws in
            let invited = InvitationResponse.Invited(
                email: "bob@example.com",
                id: "IBMid-2",
                invitation: "secret-words",
                expiresAt: "2018-02-06T17:41:14.250Z"
            )
            user.server.publish(Self.users, try .json(InvitationResponse(resources: [invited]), status: 202))
            let result = await user.bx("account", "user-invite", "bob@example.com")
            try Golden.expect(result.text, is: "account-user-invite.txt")
        }
    }

    @Test func aUserIsRemovedAfterAQuestion() async throws {
        try await withAccount { (user: CommandSession) async throws in
            user.server.publish("\(Self.users)/IBMid-b", HTTPResponse(status: 204))
            let kept = await user.bx("account", "user-remove", "bob@example.com", input: ["n"])
            #expect(kept.text.contains("was not removed"))
            #expect(!user.server.requests.contains("DELETE \(Self.users)/IBMid-b"))
            let removed = await user.bx("account", "user-delete", "Bob@example.com", "-f")
            #expect(removed.status == 0)
            #expect(user.server.requests.contains("DELETE \(Self.users)/IBMid-b"))
            let unknown = await user.bx("account", "user-remove", "eve@example.com", "-f")
            #expect(unknown.status == 1)
            #expect(unknown.text.contains("User 'eve@example.com' was not found"))
        }
    }

    @Test func anInvitationIsAcceptedWithoutALogin() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.bx("api", FakeServer.endpoint).status == 0)
            user.server.publish("/v1/invitations/accept", try .json(Self.user("bob@example.com")))
            let result = await user.bx("account", "accept-invitation", input: ["secret-words"])
            #expect(result.status == 0)
            try Golden.expect(result.text, is: "account-accept-invitation.txt")
        }
    }

    @Test func aLoginIsNeeded() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.bx("account", "users").status == 3)
        }
    }
}
