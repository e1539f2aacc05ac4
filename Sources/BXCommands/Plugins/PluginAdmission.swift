// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// Whether a plug-in may be installed: it must fit the program, and leave its words to every other plug-in.
struct PluginAdmission {
    /// Namespaces that several plug-ins and the program itself may add commands to.
    static let sharedNamespaces: Set<String> = [
        "iam", "catalog", "app", "service", "network", "security", "bss", "cf", "plugin",
    ]

    /// What the user calls the program by.
    let program: String
    /// The plug-ins that stay.
    let others: [PluginMetadata]

    /// Throws a failure that says why `plugin` must not be installed.
    func check(_ plugin: PluginMetadata) throws(CommandFailure) {
        try checkName(plugin)
        if let minimum = plugin.minCLIVersion, minimum > BXVersion.compatible {
            throw CommandFailure(
                "Plug-in '\(plugin.name) \(plugin.version)' needs version \(minimum) of \(program); this is "
                    + "\(BXVersion.text)."
            )
        }
        for word in plugin.topLevelWords.sorted() where !Self.sharedNamespaces.contains(word) {
            guard !word.isEmpty, !word.hasPrefix("-") else {
                throw refusal(plugin, "'\(word)' is no word for a command")
            }
            if BuiltInCommands.isReserved(word) { throw refusal(plugin, "'\(word)' is a command of \(program)") }
            if let owner = others.first(where: { $0.topLevelWords.contains(word) }) {
                throw refusal(plugin, "'\(word)' belongs to plug-in '\(owner.name)'", owner)
            }
        }
        for command in plugin.commands ?? [] where Self.sharedNamespaces.contains(command.namespace) {
            try checkShared(command, of: plugin)
        }
    }

    private func checkName(_ plugin: PluginMetadata) throws(CommandFailure) {
        let characters = plugin.name.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 128 && (character.isLetter || character.isNumber || "-_.".contains(character))
        }
        guard characters, !plugin.name.isEmpty, !plugin.name.hasPrefix("."), !plugin.name.hasPrefix("config.json"),
            plugin.name.utf8.count <= 64
        else {
            throw CommandFailure("'\(plugin.name)' cannot be the name of a plug-in.")
        }
        for name in [plugin.name] + (plugin.aliases ?? []) {
            if BuiltInCommands.isReserved(name) {
                throw refusal(plugin, "'\(name)' is a command of \(program) and cannot be the name of a plug-in")
            }
            let owner = others.first { other in
                ([other.name] + (other.aliases ?? [])).contains { $0.lowercased() == name.lowercased() }
            }
            if let owner { throw refusal(plugin, "plug-in '\(owner.name)' has the name '\(name)' already", owner) }
        }
    }

    /// In a shared namespace each command has one owner.
    private func checkShared(
        _ command: PluginMetadata.Command,
        of plugin: PluginMetadata
    ) throws(CommandFailure) {
        for name in command.names {
            let path = "\(command.namespace) \(name)"
            if BuiltInCommands.command(name, in: command.namespace) != nil {
                throw refusal(plugin, "'\(path)' is a command of \(program)")
            }
            let owner = others.first { other in
                other.commands?.contains { $0.namespace == command.namespace && $0.names.contains(name) } ?? false
            }
            if let owner { throw refusal(plugin, "'\(path)' belongs to plug-in '\(owner.name)'", owner) }
        }
    }

    private func refusal(
        _ plugin: PluginMetadata,
        _ reason: String,
        _ owner: PluginMetadata? = nil
    ) -> CommandFailure {
        let mend = owner.map { " Use '\(program) plugin uninstall \($0.name)' to remove that." } ?? ""
        return CommandFailure("Plug-in '\(plugin.name)' cannot be installed: \(reason).\(mend)")
    }
}

extension PluginMetadata {
    /// The words after the program's name that this plug-in answers to.
    fileprivate var topLevelWords: Set<String> {
        let namespaces = (namespaces ?? []).flatMap { [$0.name] + ($0.aliases ?? []) }
        let commands = commands ?? []
        return Set(namespaces).union(commands.map(\.namespace).filter { !$0.isEmpty })
            .union(commands.filter(\.namespace.isEmpty).flatMap(\.names))
    }
}
