// SPDX-License-Identifier: Apache-2.0

/// Runs a command line from its parsing to the exit status.
package struct CommandRunner: Sendable {
    private let terminal: Terminal
    /// What the user calls the program by.
    private let program: String

    package init(terminal: Terminal, program: String) {
        self.terminal = terminal
        self.program = program
    }

    /// Parses `words`, runs `command` in `context`, says what went wrong, and gives the exit status.
    package func run<Context>(
        _ command: Command<Context>,
        _ words: [String],
        in context: Context
    ) async -> Int32 {
        do {
            switch try CommandParser(command.declaration).parse(words) {
            case .help: terminal.write(HelpText.command(command.declaration, program: program))
            case .run(let invocation): try await command.run(context, invocation)
            }
            return ExitStatus.success
        } catch {
            // The words are looked at, since there is no invocation if they could not be understood.
            let declaration = command.declaration
            let isForPrograms =
                declaration.isForPrograms
                || declaration.flags.contains { flag in
                    flag.isForPrograms && words.contains { flag.isNamed(by: $0) }
                }
            return (isForPrograms ? besideOutput : self).report(error, of: declaration)
        }
    }

    /// The same runner with all that it says on the error output, where no program takes it for a result.
    private var besideOutput: CommandRunner {
        var streams = terminal.streams
        streams.write = streams.writeError
        return CommandRunner(terminal: Terminal(streams: streams, usesColor: false), program: program)
    }

    /// Says what went wrong and gives the exit status; for wrong usage the help of `command` follows.
    package func report(_ error: any Error, of command: CommandDeclaration? = nil) -> Int32 {
        switch error {
        case let error as SilentExit: return error.status
        case let error as UsageError:
            terminal.failed("Incorrect usage.\n\(error.message)")
            if let command { terminal.write(HelpText.command(command, program: program)) }
            return ExitStatus.usage
        case let error as any UserFacingError:
            terminal.failed(error.userMessage)
            return error.exitStatus
        default:
            terminal.failed(Self.sentence("\(error)"))
            return ExitStatus.failure
        }
    }

    /// An error's own text (lower case, no full stop) as a sentence.
    private static func sentence(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
    }
}
