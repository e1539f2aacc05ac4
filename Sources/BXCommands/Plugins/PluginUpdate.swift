// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// `bx plugin update`.
enum PluginUpdate {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "update",
            summary: "Update installed plug-ins from a repository.",
            usage: "plugin update [PLUGIN_NAME] [-r REPO_NAME] [-v VERSION] [--all] [-f]",
            arguments: [Argument("PLUGIN_NAME", isOptional: true)],
            flags: [
                PluginInstall.repositoryFlag, PluginInstall.versionFlag,
                Flag("all", summary: "Update all plug-ins that have an update"), PluginInstall.forceFlag,
            ]
        )
    ) { context, invocation in
        let repository = try KnownRepositories(context).repository(invocation.value("r"))
        let name = invocation.argument("PLUGIN_NAME")
        let installed = try context.plugins.installed().filter { name == nil || $0.metadata.name == name }
        if let name, installed.isEmpty { throw PluginUninstall.missing(name, context) }
        var count = 0
        for plugin in installed {
            let isAgreed = name != nil || invocation.has("all") || invocation.has("f")
            if try await update(plugin.metadata, repository, invocation, isAgreed, context) { count += 1 }
        }
        if count == 0 { context.terminal.say("No updates are available.") }
    }

    /// Updates one plug-in; gives whether there was something to do.
    private static func update(
        _ metadata: PluginMetadata,
        _ repository: PluginRepositoryEntry,
        _ invocation: Invocation,
        _ isAgreed: Bool,
        _ context: BXContext
    ) async throws -> Bool {
        let terminal = context.terminal
        terminal.say(
            "Checking upgrades for plug-in \(terminal.quoted(metadata.name)) from repository "
                + "\(terminal.quoted(repository.name))..."
        )
        let wanted = invocation.value("v")
        let offer = try await PluginOffer.find(metadata.name, version: wanted, in: repository, context)
        guard offer.version > metadata.version || (wanted != nil && offer.version != metadata.version) else {
            return false
        }
        let change = "'\(metadata.name)' from \(metadata.version) to \(offer.version)"
        if !isAgreed, try !terminal.confirm("Update plug-in \(change)?") { return true }
        terminal.say("Updating plug-in \(change)")
        try await PluginInstallation(context: context, isForced: true).install(offer, verb: "upgraded")
        return true
    }
}
