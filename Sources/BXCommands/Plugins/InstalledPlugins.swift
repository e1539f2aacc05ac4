// SPDX-License-Identifier: Apache-2.0

import PluginKit

/// The plug-ins of this user, and which of them runs what.
struct InstalledPlugins: Sendable {
    let all: [InstalledPlugin]

    /// Their namespaces, each once.
    var namespaces: [PluginMetadata.Namespace] {
        var known: Set<String> = []
        return all.flatMap { $0.metadata.namespaces ?? [] }.filter { known.insert($0.name).inserted }
    }

    /// The commands that stand below no namespace.
    var topLevelCommands: [PluginMetadata.Command] {
        all.flatMap { $0.metadata.commands ?? [] }.filter(\.namespace.isEmpty)
    }

    /// The plug-in called `name`.
    func plugin(_ name: String) -> InstalledPlugin? {
        all.first { $0.metadata.name == name } ?? all.first { $0.metadata.aliases?.contains(name) ?? false }
    }

    /// The namespace that `word` means.
    func namespace(_ word: String) -> PluginMetadata.Namespace? {
        namespaces.first { $0.isCalled(word) }
    }

    /// The commands in `namespace`, of whatever plug-in.
    func commands(in namespace: String) -> [PluginMetadata.Command] {
        all.flatMap { $0.metadata.commands ?? [] }.filter { $0.namespace == namespace && $0.name != "*" }
    }

    /// The plug-in that brings the command called `word` to `namespace`, or all commands that are left over.
    func owner(of word: String, in namespace: String) -> InstalledPlugin? {
        let brings = { (plugin: InstalledPlugin, name: String) in
            plugin.metadata.commands?.contains { $0.namespace == namespace && $0.names.contains(name) } ?? false
        }
        return all.first { brings($0, word) } ?? all.first { brings($0, "*") }
    }

    /// The plug-in that says what is wrong with a word in a namespace of its own.
    func owner(ofNamespace name: String) -> InstalledPlugin? {
        all.first { $0.metadata.namespaces?.contains { $0.name == name } ?? false }
    }
}
