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
        let report = try Report(context.terminal, invocation)
        if let name = invocation.argument("PLUGIN_NAME") {
            guard !invocation.has("all") else { throw UsageError("'--all' takes no PLUGIN_NAME.") }
            try await update(name, invocation, report, context)
        } else {
            guard !invocation.has("v") else { throw UsageError("'-v' needs a PLUGIN_NAME.") }
            try await updateAll(invocation, report, context)
        }
    }

    private static func update(
        _ name: String,
        _ invocation: Invocation,
        _ report: Report,
        _ context: BXContext
    ) async throws {
        let repository = try KnownRepositories(context).repository(invocation.value("r"))
        guard let installed = try context.plugins.plugin(name)?.metadata else {
            throw PluginUninstall.missing(name, context)
        }
        say("plug-in \(context.terminal.quoted(installed.name))", repository, report)
        let version = invocation.value("v")
        let offer = try await PluginCatalog.fetch(repository, context).offer(installed.name, version: version)
        guard offer.version > installed.version || (version != nil && offer.version != installed.version) else {
            return report.begin("No updates are available.")
        }
        try await install(offer, over: installed, report, context)
    }

    /// Updates, or offers to update, all plug-ins that the repository has newer versions of.
    private static func updateAll(
        _ invocation: Invocation,
        _ report: Report,
        _ context: BXContext
    ) async throws {
        let repository = try KnownRepositories(context).repository(invocation.value("r"))
        let installed = try context.plugins.installed().all.map(\.metadata)
        say("all plug-ins", repository, report)
        let catalog = try await PluginCatalog.fetch(repository, context)
        let updates = installed.compactMap { plugin in
            catalog.newest(plugin.name).flatMap { $0.version > plugin.version ? (plugin: plugin, offer: $0) : nil }
        }
        if updates.isEmpty { return report.begin("No updates are available.") }
        let isAgreed = invocation.has("all") || invocation.has("f")
        var failures: [String] = []
        for (plugin, offer) in updates {
            let question = "Update plug-in '\(plugin.name)' from \(plugin.version) to \(offer.version)?"
            if !isAgreed, try !context.terminal.confirm(question) { continue }
            do {
                try await install(offer, over: plugin, report, context)
            } catch {
                // The others need not wait for this one.
                _ = CommandRunner(terminal: context.terminal, program: context.program).report(error)
                failures.append(plugin.name)
            }
        }
        guard failures.isEmpty else {
            let names = failures.map { "'\($0)'" }.joined(separator: ", ")
            throw CommandFailure("Not updated: \(names). See above for the reasons.")
        }
    }

    private static func say(_ what: String, _ repository: PluginRepositoryEntry, _ report: Report) {
        let from = report.terminal.quoted(repository.name)
        report.begin("Checking upgrades for \(what) from repository \(from)...")
    }

    private static func install(
        _ offer: PluginOffer,
        over installed: PluginMetadata,
        _ report: Report,
        _ context: BXContext
    ) async throws {
        report.begin("Updating plug-in '\(installed.name)' from \(installed.version) to \(offer.version)")
        try await PluginInstallation(context: context, report: report, isForced: true).install(offer, for: .update)
    }
}
