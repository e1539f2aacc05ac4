// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import ContainerServiceCommands
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct HelpTests {
    @Test func namespaceHelpListsTheCommands() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try ContainerServiceFixture(home: home, isLoggedIn: false)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["help"], on: terminal) == ExitStatus.success)
            try Golden.expect(terminal.text, is: "help.txt")
            let bare = RecordedTerminal()
            #expect(await fixture.run([], on: bare) == ExitStatus.success)
            #expect(bare.text == terminal.text)
        }
    }

    @Test func metadataIsWhatTheCoreReads() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(ContainerServicePlugin.plugin().metadata), as: UTF8.self)
        try Golden.expect(text + "\n", is: "metadata.json")
    }

    @Test func theReferenceIsThatOfTheCommands() throws {
        let plugin = ContainerServicePlugin.plugin()
        let page = ReferencePage(
            name: "bx cs",
            program: "bx",
            summary: plugin.namespaces[0].description,
            commands: plugin.commands.map(\.declaration).sorted { $0.name < $1.name }
        )
        try Golden.expect(page.text(.markdown), inFile: Documentation.path("cli-reference/bx-cs.md"))
    }

    @Test(arguments: [
        (["cluster-get", ""], "mycluster\tnormal\n"), (["cluster-get", "other"], ""),
        (["cluster-rm", "--fo"], "--force\t"),
        (["no-such-command", ""], ""),
    ])
    func valuesAreCompleted(words: [String], beginning: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try ContainerServiceFixture(home: home)
            let terminal = RecordedTerminal()
            let answer: ContainerServiceFixture.Answer = { _ in try .json([ContainerServiceFixture.cluster("normal")]) }
            #expect(await fixture.run(["__complete"] + words, on: terminal, answer: answer) == ExitStatus.success)
            #expect(terminal.text.hasPrefix(beginning))
        }
    }
}
