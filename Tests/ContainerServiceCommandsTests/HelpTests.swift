// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import ContainerServiceCommands
import FoundationEssentials
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

    @Test(arguments: ContainerServicePlugin.plugin().commands.map(\.declaration.name))
    func commandHelp(name: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try ContainerServiceFixture(home: home, isLoggedIn: false)
            let terminal = RecordedTerminal()
            #expect(await fixture.run([name, "--help"], on: terminal) == ExitStatus.success)
            try Golden.expect(terminal.text, is: "help-\(name).txt")
        }
    }

    @Test func metadataIsWhatTheCoreReads() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(ContainerServicePlugin.plugin().metadata), as: UTF8.self)
        try Golden.expect(text + "\n", is: "metadata.json")
    }
}
