// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// What a repository has, as it said when it was asked.
struct PluginCatalog: Sendable {
    let repository: PluginRepositoryEntry
    let plugins: [PluginList.Plugin]
    private let program: String

    /// Asks `repository`.
    static func fetch(_ repository: PluginRepositoryEntry, _ context: BXContext) async throws -> PluginCatalog {
        let connection = context.connection(try context.sessions.session())
        let plugins = try await PluginRepositoryClient(connection).plugins(at: repository.url)
        return PluginCatalog(repository: repository, plugins: plugins, program: context.program)
    }

    /// The plug-in with this name or alias.
    func plugin(_ name: String) throws -> PluginList.Plugin {
        if let plugin = known(name) { return plugin }
        let nearest = Suggestion.closest(to: name, in: plugins.map(\.name))
        throw CommandFailure(
            "Plug-in '\(name)' was not found in repository '\(repository.name)'."
                + (nearest.map { " Did you mean '\($0)'?" } ?? "")
        )
    }

    /// The newest version that works here; nil if there is none.
    func newest(_ name: String) -> PluginOffer? {
        known(name).flatMap { offers(of: $0).filter(\.isCompatible).max { $0.version < $1.version } }
    }

    /// The version that is asked for, or the newest that works here.
    func offer(_ name: String, version: String?) throws -> PluginOffer {
        let plugin = try plugin(name)
        let all = offers(of: plugin)
        let wanted = version.map { text in all.filter { $0.version == PluginVersion(text) } } ?? all
        guard let newest = wanted.max(by: { $0.version < $1.version }) else {
            let list = all.map { "\($0.version)" }.joined(separator: ", ")
            throw CommandFailure(
                "Plug-in '\(name)'\(version.map { " \($0)" } ?? "") is not in repository '\(repository.name)' for "
                    + "\(PluginOffer.platform)." + (list.isEmpty ? "" : " Versions for it: \(list).")
            )
        }
        if let offer = wanted.filter(\.isCompatible).max(by: { $0.version < $1.version }) { return offer }
        throw CommandFailure(
            "Plug-in '\(newest.name) \(newest.version)' needs version "
                + "\(newest.minCLIVersion.map { "\($0)" } ?? "") of \(program); this is \(BXVersion.text)."
        )
    }

    private func known(_ name: String) -> PluginList.Plugin? {
        plugins.first { $0.name == name } ?? plugins.first { $0.aliases.contains(name) }
    }

    private func offers(of plugin: PluginList.Plugin) -> [PluginOffer] {
        plugin.versions.compactMap { PluginOffer($0, of: plugin) }
    }
}
