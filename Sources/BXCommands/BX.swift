// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials
import PluginKit

/// The command line program: finds out which command is meant and runs it.
package enum BX {
    /// The main function; gives the exit status.
    package static func main(
        _ arguments: [String] = CommandLine.arguments,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async -> Int32 {
        Interruption.endsProcess()
        var words = Array(arguments.dropFirst())
        let name = arguments.first?.split(separator: "/").last ?? "bx"
        // By this name docker and its relatives ask for credentials.
        if name == "docker-credential-bx" { words = ["cr", "credential-helper"] + words }
        let program = name == "bluemix" ? "bluemix" : "bx"
        if words == ["--version"] {
            // Scripts ask this often; the session is not read for it.
            TerminalStreams.standard.write(versionLine(program))
            return ExitStatus.success
        }
        let color = try? SessionStore(BluemixPaths(environment: environment)).session().color
        let terminal = Terminal.standard(environment: environment, storedColor: color)
        let context = BXContext(terminal: terminal, environment: environment, program: program)
        return await run(words, context)
    }

    private static func versionLine(_ program: String) -> String {
        "\(program) version \(BXVersion.text)\n"
    }

    /// Runs the command that `words` name.
    package static func run(_ words: [String], _ context: BXContext) async -> Int32 {
        let command = Array(words.drop { ["-q", "--quiet"].contains($0) })
        let context = command.count == words.count ? context : context.quiet
        let runner = CommandRunner(terminal: context.terminal, program: context.program)
        do {
            return try await dispatch(command, context, runner)
        } catch {
            return runner.report(error)
        }
    }

    private static func dispatch(
        _ words: [String],
        _ context: BXContext,
        _ runner: CommandRunner
    ) async throws -> Int32 {
        let rest = Array(words.dropFirst())
        switch words.first {
        case "--version", "-v", "version":
            context.terminal.write(versionLine(context.program))
            return ExitStatus.success
        case CompletionAnswer.request:
            return await BXCompletion(context.impatient).answer(rest)
        case nil, "help", "h", "--help", "-h":
            if !rest.isEmpty, case .run(let invocation) = try CommandParser(HelpPages.declaration).parse(rest) {
                return try HelpPages(context).show(invocation)
            }
            return try HelpPages(context).show([])
        case let word?:
            if let command = BuiltInCommands.command(word, in: "") {
                return await runner.run(command, rest, in: context)
            }
            if BuiltInCommands.namespaces.contains(where: { $0.name == word }) {
                return try await runBuiltIn(namespace: word, rest, context, runner)
            }
            return try runPlugin(words, context)
        }
    }

    /// Whether `word` asks for help instead of naming a command.
    private static func isHelp(_ word: String) -> Bool {
        ["help", "--help", "-h"].contains(word)
    }

    private static func runBuiltIn(
        namespace: String,
        _ words: [String],
        _ context: BXContext,
        _ runner: CommandRunner
    ) async throws -> Int32 {
        guard let word = words.first, !isHelp(word) else {
            return try HelpPages(context).show([namespace] + words.filter { !isHelp($0) })
        }
        if let command = BuiltInCommands.command(word, in: namespace) {
            return await runner.run(command, Array(words.dropFirst()), in: context)
        }
        let plugins = try context.plugins.installed()
        if PluginAdmission.sharedNamespaces.contains(namespace), let owner = plugins.owner(of: word, in: namespace) {
            return try run(owner, words, in: namespace, context)
        }
        let names = BuiltInCommands.all.map(\.declaration).filter { $0.namespace == namespace }.map(\.name)
        let known = names + plugins.commands(in: namespace).map(\.name)
        throw UnknownCommand(word, in: namespace, known: known).failure(program: context.program)
    }

    /// Hands over to the plug-in that the first word belongs to.
    private static func runPlugin(_ words: [String], _ context: BXContext) throws -> Int32 {
        let plugins = try context.plugins.installed()
        if let owner = plugins.owner(of: words[0], in: "") { return try run(owner, words, in: "", context) }
        guard let namespace = plugins.namespace(words[0])?.name else {
            let names =
                BuiltInCommands.all.map(\.declaration).filter { $0.namespace.isEmpty }.map(\.name)
                + BuiltInCommands.namespaces.map(\.name) + plugins.namespaces.map(\.name)
                + plugins.topLevelCommands.map(\.name)
            throw UnknownCommand(words[0], in: "", known: names).failure(program: context.program)
        }
        let rest = Array(words.dropFirst())
        guard let word = rest.first, !isHelp(word) else {
            return try HelpPages(context).show([namespace] + rest.filter { !isHelp($0) })
        }
        guard let owner = plugins.owner(of: word, in: namespace) ?? plugins.owner(ofNamespace: namespace) else {
            throw UnknownCommand(word, in: namespace, known: []).failure(program: context.program)
        }
        return try run(owner, rest, in: namespace, context)
    }

    private static func run(
        _ plugin: InstalledPlugin,
        _ words: [String],
        in namespace: String,
        _ context: BXContext
    ) throws -> Int32 {
        switch context.run(plugin, words, in: namespace) {
        case .ended(let status): return status
        case .failed:
            throw CommandFailure(
                "The program of the plug-in '\(plugin.metadata.name)' cannot be run: "
                    + "\(plugin.program(in: context.paths)). Use "
                    + "'\(context.program) plugin install \(plugin.metadata.name) -r Bluemix -f' to install it again."
            )
        }
    }
}
