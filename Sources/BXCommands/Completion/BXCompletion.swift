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
        let plugins = (try? context.plugins.installed()) ?? InstalledPlugins(all: [])
        if finished.count > 1, BuiltInCommands.command(finished[1], in: finished[0]) == nil,
            let namespace = plugins.namespace(finished[0])?.name,
            let plugin = plugins.owner(of: finished[1], in: namespace) ?? plugins.owner(ofNamespace: namespace),
            plugin.metadata.sendsCompletions ?? false
        {
            return ask(plugin, namespace, Array(finished.dropFirst()) + [current])
        }
        let values = ValueCompletion(context: context, plugins: plugins.all)
        let expectation = expectation(after: finished, current: current, plugins)
        context.terminal.write(
            await CompletionAnswer.text(expectation, current: current) { await values.candidates(for: $0) }
        )
        return ExitStatus.success
    }

    private func expectation(
        after words: [String],
        current: String,
        _ plugins: InstalledPlugins
    ) -> Expectation {
        guard let first = words.first else { return Expectation(candidates: topLevel(plugins)) }
        if first == "help" { return expectationOfHelp(Array(words.dropFirst()), plugins) }
        let rest = Array(words.dropFirst())
        let top = BuiltInCommands.command(first, in: "")?.declaration
        let added = plugins.topLevelCommands.first { $0.names.contains(first) }?.declaration
        if let command = top ?? added { return command.expectation(after: rest, current: current) }
        let commands = commands(of: first, plugins)
        guard let word = rest.first else { return Expectation(candidates: names(of: commands)) }
        return commands.first { $0.isCalled(word) }?
            .expectation(after: Array(rest.dropFirst()), current: current) ?? Expectation()
    }

    private func expectationOfHelp(_ words: [String], _ plugins: InstalledPlugins) -> Expectation {
        switch words.count {
        case 0: Expectation(candidates: topLevel(plugins))
        case 1: Expectation(candidates: names(of: commands(of: words[0], plugins)))
        default: Expectation()
        }
    }

    private func topLevel(_ plugins: InstalledPlugins) -> [Candidate] {
        let commands = commands(of: "", plugins)
        let builtIn = BuiltInCommands.namespaces
        let namespaces = builtIn + plugins.namespaces.filter { name in !builtIn.contains { $0.name == name.name } }
        var candidates = names(of: commands + [HelpPages.declaration])
        candidates += namespaces.map { Candidate($0.name, $0.description) }
        return candidates + [Candidate("version", "Show the version.")]
    }

    private func commands(of namespace: String, _ plugins: InstalledPlugins) -> [CommandDeclaration] {
        let builtIn = BuiltInCommands.all.map(\.declaration).filter { $0.namespace == namespace }
        return builtIn + plugins.commands(in: plugins.namespace(namespace)?.name ?? namespace).map(\.declaration)
    }

    private func names(of commands: [CommandDeclaration]) -> [Candidate] {
        commands.filter { !$0.isHidden }.map { Candidate($0.name, $0.summary) }
    }

    /// Lets the plug-in answer in the place of this process.
    private func ask(_ plugin: InstalledPlugin, _ namespace: String, _ words: [String]) -> Int32 {
        switch context.run(plugin, [CompletionAnswer.request] + words, in: namespace) {
        case .ended(let status): return status
        case .failed: return ExitStatus.failure
        }
    }
}
