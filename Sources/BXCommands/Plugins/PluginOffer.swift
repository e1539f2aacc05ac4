// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// A plug-in as a repository offers it for this machine.
struct PluginOffer: Sendable {
    let name: String
    let version: PluginVersion
    let binary: PluginList.Binary

    /// What programs for this machine are called in repositories.
    static var platform: String {
        #if arch(arm64)
        "linux-arm64"
        #else
        "linux64"
        #endif
    }

    /// Looks `name` up; the newest version for this machine if `version` is nil.
    static func find(
        _ name: String,
        version: String?,
        in repository: PluginRepositoryEntry,
        _ context: BXContext
    ) async throws -> PluginOffer {
        let connection = context.connection(try context.sessions.session())
        let plugins = try await PluginRepositoryClient(connection).plugins(at: repository.url)
        guard let plugin = plugins.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
            let nearest = Suggestion.closest(to: name, in: plugins.map(\.name))
            throw CommandFailure(
                "Plug-in '\(name)' was not found in repository '\(repository.name)'."
                    + (nearest.map { " Did you mean '\($0)'?" } ?? "")
            )
        }
        let offers = offers(of: plugin)
        let chosen = version.map { wanted in
            offers.filter { $0.version == PluginVersion(wanted) }
        }
        guard let offer = (chosen ?? offers).max(by: { $0.version < $1.version }) else {
            let list = offers.map { "\($0.version)" }.joined(separator: ", ")
            throw CommandFailure(
                "Plug-in '\(name)'\(version.map { " \($0)" } ?? "") is not in repository '\(repository.name)' for "
                    + "\(platform)." + (list.isEmpty ? "" : " Versions for it: \(list).")
            )
        }
        return offer
    }

    private static func offers(of plugin: PluginList.Plugin) -> [PluginOffer] {
        plugin.versions.compactMap { entry in
            guard let version = PluginVersion(entry.version),
                let binary = entry.binaries.first(where: { $0.platform == platform })
            else { return nil }
            return PluginOffer(name: plugin.name, version: version, binary: binary)
        }
    }
}
