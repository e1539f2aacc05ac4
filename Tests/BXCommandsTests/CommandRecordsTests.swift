// SPDX-License-Identifier: Apache-2.0

import API
import BXCommands
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct CommandRecordsTests {
    private static let robot = IdentityServer.serviceID("robot")
    private static let policyOrder = ["--roles", "Viewer", "--service-name", "containers-kubernetes"]

    /// Words that each command that can show JSON does well with.
    private static let samples: [String: [String]] = [
        "api": [], "config": [], "info": [], "regions": [], "target": [],
        "account list": [], "account show": [], "account create": ["Team Account"], "account users": [],
        "account update": ["--password-login", "on"], "account user-invite": ["eve@example.com"],
        "account audit": ["--count", "2"], "account orgs": [], "account org": ["ops"], "account org-users": ["ops"],
        "account org-roles": [], "account org-account": ["ops"], "account spaces": [], "account space": ["dev"],
        "account space-users": ["ops", "dev"], "account space-roles": ["ops"],
        "plugin list": [], "plugin show": ["container-service"], "plugin repos": [], "plugin repo-plugins": [],
        "plugin repo-plugin": ["container-service"],
        "iam accounts": [], "iam oauth-tokens": [], "iam roles": [],
        "iam api-keys": [], "iam api-key": ["ci"], "iam api-key-create": ["ci"],
        "iam api-key-update": ["ci", "-d", "for builds"],
        "iam service-ids": [], "iam service-id": ["robot"], "iam service-id-create": ["robot"],
        "iam service-id-update": ["robot", "-d", "builds"],
        "iam service-api-keys": ["robot"], "iam service-api-key": ["ci", "robot"],
        "iam service-api-key-create": ["ci", "robot"],
        "iam service-api-key-update": ["ci", "robot", "-d", "for builds"],
        "iam user-policies": ["bob@example.com"], "iam user-policy": ["bob@example.com", "p1"],
        "iam user-policy-create": ["bob@example.com"] + policyOrder,
        "iam user-policy-update": ["bob@example.com", "p1"] + policyOrder,
        "iam service-policies": ["robot"], "iam service-policy": ["robot", "p4"],
        "iam service-policy-create": ["robot"] + policyOrder,
        "iam service-policy-update": ["robot", "p4"] + policyOrder,
    ]

    @Test func everyCommandExplainsItself() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let records = CommandRecords(BuiltInCommands.all.map(\.declaration)) {
                (command: CommandDeclaration, words: [String]) async throws in
                let result = await user.run(command.path.split(separator: " ").map(String.init) + words)
                return CommandRecords.Answer(status: result.status, text: result.text)
            }
            try await records.expectHelp()
            for namespace in BuiltInCommands.namespaces {
                try Golden.expect(await user.bx(namespace.name).text, is: "help-\(namespace.name).txt")
            }
        }
    }

    @Test func everyOutputIsAsRecorded() async throws {
        let records = CommandRecords(BuiltInCommands.all.map(\.declaration)) {
            (command: CommandDeclaration, words: [String]) async throws in
            let answer = Locked(CommandRecords.Answer(status: ExitStatus.failure, text: ""))
            try await withOneOfEverything(plugin: command.namespace == "plugin") {
                (user: CommandSession) async throws in
                let result = await user.run(command.path.split(separator: " ").map(String.init) + words)
                let text = Self.withoutTokens(result.text)
                answer.withLock { $0 = CommandRecords.Answer(status: result.status, text: text) }
            }
            return answer.withLock { $0 }
        }
        try await records.expectOutput(Self.samples)
    }

    /// `text` without the tokens in it, which are others each time.
    private static func withoutTokens(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let begin = line.firstRange(of: "e30.")?.lowerBound,
                let end = line.firstRange(of: ".c2ln")?.upperBound
            else { return String(line) }
            return "\(line[..<begin])TOKEN\(line[end...])"
        }.joined(separator: "\n")
    }

    /// A user who is logged in to a server where there is one of everything, with a plug-in if `plugin` says so.
    private func withOneOfEverything(
        plugin: Bool,
        _ body: (CommandSession) async throws -> Void
    ) async throws {
        let server = try OrganizationRoleTests.server()
        try publishIdentities(on: server)
        try publishAccounts(on: server)
        try await PluginTests().withRepository(on: server) { (user: CommandSession) async throws in
            #expect(await user.logIn().status == ExitStatus.success)
            if plugin { #expect(await user.bx("plugin", "install", "container-service").status == ExitStatus.success) }
            try await body(user)
        }
    }

    private func publishIdentities(on server: FakeServer) throws {
        let key = IdentityServer.key("ci")
        let robotKey = IdentityServer.key("ci", 5, iamID: Self.robot.iamID)
        server.publish(IdentityServer.keyList(), try IdentityServer.page([key]))
        server.publish(IdentityServer.keyList(of: Self.robot.iamID), try IdentityServer.page([robotKey]))
        server.publish(IdentityServer.keys, try .json(IdentityServer.key("ci", text: "slipway_text"), status: 201))
        for made in [key, robotKey] { server.publish("\(IdentityServer.keys)/\(made.id)", try .json(made)) }
        server.publish(IdentityServer.serviceIDList, try IdentityServer.page([Self.robot]))
        server.publish(IdentityServer.serviceIDs, try .json(Self.robot, status: 201))
        server.publish("\(IdentityServer.serviceIDs)/\(Self.robot.id)", try .json(Self.robot))
        try PolicyTests.publish(on: server)
    }

    private func publishAccounts(on server: FakeServer) throws {
        let users = "/v2/accounts/\(IdentityServer.account)/users"
        let invited = InvitationResponse.Invited(
            email: "eve@example.com",
            id: "IBMid-e",
            invitation: "secret-words",
            expiresAt: "2018-02-06T17:41:14.250Z"
        )
        server.publish(users, method: .post, try .json(InvitationResponse(resources: [invited]), status: 202))
        server.publish("/v1/accounts", method: .post, try .json(FakeServer.team, status: 201))
        let record = AuditRecord(
            time: "2018-01-30T17:41:14.250Z",
            iamID: "IBMid-1",
            user: "me@example.com",
            action: "iam.token.password",
            target: "me@example.com",
            account: IdentityServer.account,
            address: "203.0.113.7",
            result: "success",
            requestID: "7b1c"
        )
        server.publish("/v1/audit?limit=2&action=", try .json(AuditPage(events: [record], next: nil)))
    }
}
