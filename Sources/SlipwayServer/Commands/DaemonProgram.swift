// SPDX-License-Identifier: Apache-2.0

package import CommandLineKit
import Dispatch
import FoundationEssentials
import Glibc

/// The program `slipwayd`: finds the command that is meant and runs it.
package struct DaemonProgram: Sendable {
    private let terminal: Terminal
    private let context: DaemonContext

    package init(terminal: Terminal, environment: [String: String], place: Place) {
        self.terminal = terminal
        context = DaemonContext(terminal: terminal, environment: environment, place: place)
    }

    /// Runs this process to its end.
    package static func main() -> Never {
        let words = Array(CommandLine.arguments.dropFirst())
        // While there is one thread; the other commands end on a signal as programs do.
        if RunCommand.isMeant(by: words) {
            ShutdownSignals.block()
            comeBeforeOthers()
        }
        Task {
            let environment = ProcessInfo.processInfo.environment
            let program = DaemonProgram(
                terminal: .standard(environment: environment),
                environment: environment,
                place: .current(environment: environment)
            )
            exit(await program.run(words))
        }
        // Not `dispatchMain`, which lets this thread take the signals that are blocked everywhere else.
        DispatchSemaphore(value: 0).wait()
        fatalError("nobody ends this wait")
    }

    /// Lets this process compute before those that it starts, as far as the host allows.
    ///
    /// Dozens of API servers that start at the same time would leave it so little that its users wait for minutes.
    private static func comeBeforeOthers() {
        let niceness: Int32 = -10
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness)
        // Where each session has a share of its own, the one above counts within that alone.
        guard let session = fopen("/proc/self/autogroup", "w") else { return }
        fputs("\(niceness)", session)
        fclose(session)
    }

    /// Runs the command that `words` name and gives the exit status.
    @concurrent
    package func run(_ words: [String]) async -> Int32 {
        let runner = CommandRunner(terminal: terminal, program: "slipwayd")
        let first = words.first ?? ""
        if ["--help", "-h", "help"].contains(first) {
            terminal.write(DaemonHelp.text)
            return ExitStatus.success
        }
        if ["--version", "-v", "version"].contains(first) {
            terminal.say("slipwayd version \(ServerVersion.text)")
            return ExitStatus.success
        }
        if RunCommand.isMeant(by: words) {
            return await runner.run(RunCommand.command, words.filter { $0 != "run" }, in: context)
        }
        for command in DaemonCommands.all {
            let path = command.declaration.path.split(separator: " ").map(String.init)
            if Array(words.prefix(path.count)) == path {
                return await runner.run(command, Array(words.dropFirst(path.count)), in: context)
            }
        }
        let known = DaemonCommands.all.map(\.declaration.path)
        let hint =
            Suggestion.closest(to: words.prefix(2).joined(separator: " "), in: known)
            ?? Suggestion.closest(to: first, in: known)
        let nearest = hint.map { " Did you mean '\($0)'?" } ?? " 'slipwayd --help' lists the commands."
        return runner.report(UsageError("'\(words.prefix(2).joined(separator: " "))' is not a command.\(nearest)"))
    }
}
