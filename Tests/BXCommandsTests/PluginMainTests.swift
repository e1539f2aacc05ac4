// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit
import TestSupport
import Testing

@Suite struct PluginMainTests {
    private let plugin = Plugin(
        name: "sample",
        version: PluginVersion(1, 2, 3),
        namespaces: [PluginMetadata.Namespace(name: "sa", description: "Samples.")],
        commands: [
            Command(
                CommandDeclaration(
                    namespace: "sa",
                    name: "sample-get",
                    aliases: ["get"],
                    summary: "Get a sample.",
                    arguments: [Argument("SAMPLE")],
                    flags: [Flag("force", "f", summary: "Ask nothing"), Flag("n", value: "NUMBER", summary: "Number")]
                )
            ) { context, invocation in
                let account = try context.targetedSession().account?.name ?? ""
                context.terminal.say("\(invocation.arguments[0]) of \(account) in \(context.namespace)")
            }
        ]
    )

    private func run(_ words: [String], home: String) async -> (status: Int32, text: String) {
        let recorded = RecordedTerminal()
        let context = PluginContext(
            plugin: plugin,
            environment: ["BLUEMIX_HOME": home, "BLUEMIX_CLI": "/usr/local/bin/bx", "BLUEMIX_PLUGIN_NAMESPACE": "sa"],
            terminal: recorded.terminal
        )
        return (await PluginMain.run(plugin, words, context), recorded.text)
    }

    @Test func metadataTellsTheSameHelp() throws {
        let data = try JSONEncoder().encode(plugin.metadata)
        let metadata = try JSONDecoder().decode(PluginMetadata.self, from: data)
        #expect(metadata == plugin.metadata)
        let restored = try #require(metadata.commands?.first?.declaration)
        #expect(
            HelpText.command(restored, program: "bx")
                == HelpText.command(plugin.commands[0].declaration, program: "bx")
        )
        #expect(String(decoding: data, as: UTF8.self).contains(#""HasValue":false"#))
    }

    @Test func theSessionIsCheckedBeforeAnythingIsDone() async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            let store = SessionStore(BluemixPaths(home: home))
            let none = await run(["get", "x"], home: home)
            #expect(none.status == 3 && none.text.contains("bx api URL"))
            try store.update { $0.apiEndpoint = "https://a" }
            let endpoint = await run(["get", "x"], home: home)
            #expect(endpoint.status == 3 && endpoint.text.contains("bx login"))
            try store.update { $0.iamToken = "Bearer x" }
            let login = await run(["get", "x"], home: home)
            #expect(login.status == 3 && login.text.contains("bx target -c ACCOUNT_ID"))
            try store.update { $0.account = SessionTarget(id: "1", name: "Mine") }
            let account = await run(["sample", "get", "x"], home: home)
            #expect(account.status == 0 && account.text == "x of Mine in sa\n")
        }
    }

    @Test(arguments: [
        (["sample-gte"], 2, "Did you mean 'bx sa sample-get'?"), (["sample-get"], 2, "SAMPLE is missing."),
        ([], 0, "COMMANDS:"), (["help", "get"], 0, "bx sa sample-get SAMPLE [--force] [-n NUMBER]"),
        (["get", "--help"], 0, "-f, --force"),
    ])
    func wordsLeadSomewhere(words: [String], status: Int32, text: String) async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            let result = await run(words, home: home)
            #expect(result.status == status)
            #expect(result.text.contains(text))
        }
    }

    @Test(arguments: [
        ("0.1.328", PluginVersion(0, 1, 328)), ("1", PluginVersion(1, 0, 0)), ("1.2+x", PluginVersion(1, 2, 0)),
        ("a.b", nil), ("", nil), ("1.2.3.4", nil),
    ])
    func versionsAreRead(text: String, version: PluginVersion?) {
        #expect(PluginVersion(text) == version)
    }
}
