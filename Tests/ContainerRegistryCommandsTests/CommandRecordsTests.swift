// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import ContainerRegistryCommands
import FoundationEssentials
import HTTP
import HTTPClient
import PluginKit
import TestSupport
import Testing

@Suite struct CommandRecordsTests {
    private typealias Fixture = ContainerRegistryFixture

    /// Words that each command that can show JSON does well with.
    private static let samples: [String: [String]] = [
        "cr api": [], "cr image-list": [], "cr info": [], "cr namespace-list": [], "cr plan": [], "cr quota": [],
        "cr region": [], "cr token-add": ["--description", "for the pipeline"], "cr token-get": [Fixture.tokenInfo.id],
        "cr token-list": [],
    ]

    private static func records(_ home: String) throws -> CommandRecords {
        let fixture = try Fixture(home: home)
        let commands = ContainerRegistryPlugin.plugin().commands.map(\.declaration)
        return CommandRecords(commands) { (command: CommandDeclaration, words: [String]) async throws in
            let terminal = RecordedTerminal()
            let status = await fixture.run([command.name] + words, on: terminal, answer: answer)
            return CommandRecords.Answer(status: status, text: terminal.text)
        }
    }

    @Sendable private static func answer(_ request: HTTPClientRequest) throws -> HTTPResponse {
        let path = request.url.dropFirst("\(Fixture.endpoint)/api/v1".count).prefix { $0 != "?" }
        switch "\(request.method.rawValue) \(path)" {
        case "GET /namespaces": return try .json(["my_namespace", "other"])
        case "GET /images":
            return try .json([
                Fixture.image("my_namespace/web", tags: ["latest", "1.0"], "Vulnerable"),
                Fixture.image("my_namespace/api", tags: [], size: 5_120_000, "Unknown"),
            ])
        case "GET /tokens":
            var permanent = Fixture.tokenInfo
            (permanent.expiry, permanent.readOnly, permanent.secondaryOwner) = (0, false, "")
            return try .json(RegistryTokenList(tokens: [Fixture.tokenInfo, permanent]))
        case "POST /tokens": return try .json(RegistryTokenAnswer(token: Fixture.token(expiresIn: 86_400, id: "id-1")))
        case "GET /tokens/\(Fixture.tokenInfo.id)":
            var token = Fixture.tokenInfo
            token.token = "a.b.c"
            return try .json(token)
        case "GET /quotas":
            return try .json(
                RegistryQuota(
                    limit: RegistryQuota.Amounts(storageBytes: 512_000_000, trafficBytes: 5_120_000_000),
                    usage: RegistryQuota.Amounts(storageBytes: 530_000_000, trafficBytes: 1_480_000_000)
                )
            )
        case "GET /plans": return try .json(RegistryPlanInfo(plan: "Free"))
        default: return HTTPResponse(status: 500)
        }
    }

    @Test func everyCommandExplainsItself() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            try await Self.records(home).expectHelp()
        }
    }

    @Test func everyOutputIsAsRecorded() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            try await Self.records(home).expectOutput(Self.samples)
        }
    }

    @Test func namespaceHelpListsTheCommands() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home, isLoggedIn: false)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["help"], on: terminal) == ExitStatus.success)
            try Golden.expect(terminal.text, is: "help.txt")
        }
    }

    @Test func metadataIsWhatTheCoreReads() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(ContainerRegistryPlugin.plugin().metadata), as: UTF8.self)
        try Golden.expect(text + "\n", is: "metadata.json")
    }

    @Test func theReferenceIsThatOfTheCommands() throws {
        let plugin = ContainerRegistryPlugin.plugin()
        let page = ReferencePage(
            name: "bx cr",
            program: "bx",
            summary: plugin.namespaces[0].description,
            commands: plugin.commands.map(\.declaration).sorted { $0.name < $1.name }
        )
        try Golden.expect(page.text(.markdown), inFile: Documentation.path("cli-reference/bx-cr.md"))
    }

    /// The commands of the original, with their other names.
    @Test func noCommandOfTheOriginalIsMissing() {
        let names = Set(
            ContainerRegistryPlugin.plugin().commands.flatMap { [$0.declaration.name] + $0.declaration.aliases }
        )
        let original: Set<String> = [
            "api", "build", "image-inspect", "image-list", "images", "image-rm", "info", "login", "namespace-add",
            "namespace-list",
            "namespaces", "namespace-rm", "plan", "plan-upgrade", "quota", "quota-set", "region", "region-set",
            "token-add",
            "token-get", "token-list", "tokens", "token-rm", "vulnerability-assessment", "va",
        ]
        #expect(original.subtracting(names).isEmpty)
    }
}
