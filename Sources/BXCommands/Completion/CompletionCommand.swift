// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// `bx completion`: what makes the shell complete commands of `bx`.
enum CompletionCommand {
    static let command = Command<BXContext>(
        CommandDeclaration(
            name: "completion",
            summary: "Print the script that makes bash, zsh or fish complete commands.",
            arguments: [Argument("bash|zsh|fish")]
        )
    ) { context, invocation in
        let word = invocation.arguments[0]
        guard let shell = CompletionScript(rawValue: word) else {
            throw UsageError("There are scripts for bash, zsh and fish, not for '\(word)'.")
        }
        context.terminal.write(shell.text(names: ["bx", "bluemix"]))
    }
}
