// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import TestSupport
import Testing

@Suite struct HelpTextTests {
    @Test func aCommandIsExplained() throws {
        try Golden.expect(HelpText.command(SampleCommand.declaration, program: "bx"), is: "command-help.txt")
    }

    @Test func aNamespaceIsExplained() throws {
        let commands = [
            SampleCommand.declaration,
            CommandDeclaration(namespace: "cs", name: "clusters", summary: "List clusters."),
            CommandDeclaration(namespace: "cs", name: "inner", summary: "Not shown.", isHidden: true),
        ]
        let text = HelpText.namespace("cs", summary: "Manage clusters.", commands: commands, program: "bx")
        try Golden.expect(text, is: "namespace-help.txt")
    }

    @Test func wrongUsageShowsTheHelpOfTheCommand() async throws {
        let recorded = RecordedTerminal()
        let command = Command<Int>(SampleCommand.declaration) { _, _ in }
        let runner = CommandRunner(terminal: recorded.terminal, program: "bx")
        #expect(await runner.run(command, ["--nmae", "x"], in: 0) == ExitStatus.usage)
        try Golden.expect(recorded.text, is: "wrong-usage.txt")
    }

    @Test(arguments: [
        (CommandFailure("It is wrong.", exitStatus: 3) as any Error, "FAILED\nIt is wrong.\n\n", 3),
        (SilentExit(7), "", 7),
        (SampleError(), "FAILED\nCannot do it.\n\n", 1),
    ])
    func errorsHaveOneForm(error: any Error, text: String, status: Int32) async {
        let recorded = RecordedTerminal()
        let runner = CommandRunner(terminal: recorded.terminal, program: "bx")
        #expect(runner.report(error) == status)
        #expect(recorded.text == text)
    }
}

/// An error that knows nothing of users.
private struct SampleError: Error, CustomStringConvertible {
    let description = "cannot do it"
}
