// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// Says how a command line of `bx` may go on.
struct BXCompletion {
    private let context: BXContext

    init(_ context: BXContext) {
        self.context = context
    }

    /// Answers a shell: `words` are those behind the program's name, the last one unfinished.
    ///
    /// Whatever fails leads to no answer, since nobody asked for a message.
    func answer(_ words: [String]) async -> Int32 {
        let current = words.last ?? ""
        let finished = Array(words.dropLast().drop { ["-q", "--quiet"].contains($0) })
        let plugins = (try? context.plugins.installed()) ?? []
        if let namespace = finished.first, finished.count > 1,
            let plugin = plugins.first(where: { $0.metadata.owns(namespace) }),
            plugin.metadata.sendsCompletions ?? false
        {
            return ask(plugin, namespace, Array(finished.dropFirst()) + [current])
        }
        let values = ValueCompletion(context: context, plugins: plugins)
        let expectation = expectation(after: finished, current: current, plugins)
        context.terminal.write(
            await CompletionAnswer.text(expectation, current: current) { await values.candidates(for: $0) }
        )
        return ExitStatus.success
    }

    private func expectation(
        after words: [String],
        current: String,
        _ plugins: [InstalledPlugin]
    ) -> Expectation {
        guard let first = words.first else { return Expectation(candidates: topLevel(plugins)) }
        if first == "help" { return expectationOfHelp(Array(words.dropFirst()), plugins) }
        let rest = Array(words.dropFirst())
        if let command = BuiltInCommands.command(first, in: "") {
            return command.declaration.expectation(after: rest, current: current)
        }
        let commands = commands(of: first, plugins)
        guard let word = rest.first else { return Expectation(candidates: names(of: commands)) }
        return commands.first { $0.isCalled(word) }?
            .expectation(after: Array(rest.dropFirst()), current: current) ?? Expectation()
    }

    private func expectationOfHelp(_ words: [String], _ plugins: [InstalledPlugin]) -> Expectation {
        switch words.count {
        case 0: Expectation(candidates: topLevel(plugins))
        case 1: Expectation(candidates: names(of: commands(of: words[0], plugins)))
        default: Expectation()
        }
    }

    private func topLevel(_ plugins: [InstalledPlugin]) -> [Candidate] {
        let commands = BuiltInCommands.all.map(\.declaration).filter { $0.namespace.isEmpty }
        let namespaces = BuiltInCommands.namespaces + plugins.flatMap { $0.metadata.namespaces ?? [] }
        var candidates = names(of: commands + [HelpPages.declaration])
        candidates += namespaces.map { Candidate($0.name, $0.description) }
        return candidates + [Candidate("version", "Show the version.")]
    }

    private func commands(of namespace: String, _ plugins: [InstalledPlugin]) -> [CommandDeclaration] {
        let builtIn = BuiltInCommands.all.map(\.declaration)
        let added = plugins.flatMap { $0.metadata.commands ?? [] }.map(\.declaration)
        return (builtIn + added).filter { $0.namespace == namespace }
    }

    private func names(of commands: [CommandDeclaration]) -> [Candidate] {
        commands.filter { !$0.isHidden }.map { Candidate($0.name, $0.summary) }
    }

    /// Lets the plug-in answer in the place of this process.
    private func ask(_ plugin: InstalledPlugin, _ namespace: String, _ words: [String]) -> Int32 {
        var environment = context.environment
        environment["BLUEMIX_CLI"] = context.program
        environment["BLUEMIX_PLUGIN_NAMESPACE"] = namespace
        let arguments = [plugin.location, CompletionAnswer.request] + words
        switch context.execute(plugin.location, arguments, environment) {
        case .ended(let status): return status
        case .failed: return ExitStatus.failure
        }
    }
}
