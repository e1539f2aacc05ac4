// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials

/// The main function of plug-ins.
package enum PluginMain {
    /// Does what the core called the process for, and gives the exit status.
    package static func run(
        _ plugin: Plugin,
        arguments: [String] = CommandLine.arguments,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async -> Int32 {
        Interruption.endsProcess()
        let words = Array(arguments.dropFirst())
        if words == ["SendMetadata"] { return sendMetadata(of: plugin) }
        let color = try? SessionStore(BluemixPaths(environment: environment)).session().color
        let terminal = Terminal.standard(environment: environment, storedColor: color)
        return await run(plugin, words, PluginContext(plugin: plugin, environment: environment, terminal: terminal))
    }

    /// Runs the command that `words` begin with.
    package static func run(_ plugin: Plugin, _ words: [String], _ context: PluginContext) async -> Int32 {
        if words.first == CompletionAnswer.request {
            return await complete(Array(words.dropFirst()), plugin, context)
        }
        let runner = CommandRunner(terminal: context.terminal, program: context.program)
        guard let word = words.first, !["help", "--help", "-h"].contains(word) else {
            return help(plugin, Array(words.dropFirst()), context)
        }
        guard let (command, rest) = find(words, in: plugin, context) else {
            return runner.report(unknown(word, in: plugin, context))
        }
        return await runner.run(command, rest, in: context)
    }

    /// The command and what follows its name; `worker reload` is read as `worker-reload`.
    private static func find(
        _ words: [String],
        in plugin: Plugin,
        _ context: PluginContext
    ) -> (Command<PluginContext>, [String])? {
        let commands = plugin.commands.filter { $0.declaration.namespace == context.namespace }
        for count in [1, 2] where words.count >= count {
            let name = words.prefix(count).joined(separator: "-")
            if let command = commands.first(where: { $0.declaration.isCalled(name) }) {
                return (command, Array(words.dropFirst(count)))
            }
        }
        return nil
    }

    /// Answers a shell; the first word is the command, the last one unfinished.
    private static func complete(_ words: [String], _ plugin: Plugin, _ context: PluginContext) async -> Int32 {
        guard let current = words.last, let (command, rest) = find(words.dropLast(), in: plugin, context) else {
            return ExitStatus.success
        }
        let expectation = command.declaration.expectation(after: rest, current: current)
        context.terminal.write(
            await CompletionAnswer.text(expectation, current: current) { await plugin.values(context, $0) }
        )
        return ExitStatus.success
    }

    private static func help(_ plugin: Plugin, _ words: [String], _ context: PluginContext) -> Int32 {
        if let word = words.first {
            guard let (command, _) = find(words, in: plugin, context) else {
                let runner = CommandRunner(terminal: context.terminal, program: context.program)
                return runner.report(unknown(word, in: plugin, context))
            }
            context.terminal.write(HelpText.command(command.declaration, program: context.program))
            return ExitStatus.success
        }
        let text = HelpText.namespace(
            context.namespace,
            summary: plugin.namespaces.first { $0.name == context.namespace }?.description ?? "",
            commands: plugin.commands.map(\.declaration).filter { $0.namespace == context.namespace },
            program: context.program
        )
        context.terminal.write(text)
        return ExitStatus.success
    }

    private static func unknown(_ word: String, in plugin: Plugin, _ context: PluginContext) -> CommandFailure {
        let names = plugin.commands.map(\.declaration).filter { !$0.isHidden }.flatMap { [$0.name] + $0.aliases }
        let hint = Suggestion.closest(to: word, in: names)
            .map { "\nDid you mean '\(context.program) \(context.namespace) \($0)'?" }
        return CommandFailure(
            "'\(context.namespace) \(word)' is not a registered command. "
                + "See '\(context.program) help \(context.namespace)'.\(hint ?? "")",
            exitStatus: ExitStatus.usage
        )
    }

    private static func sendMetadata(of plugin: Plugin) -> Int32 {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(plugin.metadata) else { return ExitStatus.failure }
        TerminalStreams.standard.write(String(decoding: data, as: UTF8.self) + "\n")
        return ExitStatus.success
    }
}
