// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import TestSupport
import Testing

@Suite struct DispatchTests {
    @Test(arguments: [["help", "help"], ["help", "--help"], ["--help", "-h"], ["plugin", "help", "--help"]])
    func helpAboutHelpIsHelp(words: [String]) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.run(words)
            #expect(result.status == ExitStatus.success)
            #expect(result.text.contains("COMMANDS:"))
        }
    }

    @Test(arguments: [["logn"], ["plugin", "lst"], ["help", "logn"], ["help", "plugin", "lst"], [""]])
    func unknownCommandsAreWrongUse(words: [String]) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.run(words)
            #expect(result.status == ExitStatus.usage)
            #expect(result.text.contains("is not a registered command."))
        }
    }
}
