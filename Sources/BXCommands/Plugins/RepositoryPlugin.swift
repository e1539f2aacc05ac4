// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import PluginKit

/// `bx plugin repo-plugin`.
enum RepositoryPlugin {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "repo-plugin",
            summary: "Show the details of a plug-in that a repository offers.",
            arguments: [Argument("PLUGIN_NAME")],
            flags: [PluginInstall.repositoryFlag, OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let name = invocation.argument("PLUGIN_NAME") ?? ""
        let repository = try KnownRepositories(context).repository(invocation.value("r"))
        let terminal = context.terminal
        let from = terminal.quoted(repository.name)
        report.begin("Getting plug-in \(terminal.quoted(name)) from repository \(from)...")
        let plugin = try await PluginCatalog.fetch(repository, context).plugin(name)
        if report.isJSON { return try OutputForm.show(plugin, on: terminal) }
        report.begin("")
        terminal.keyValues([
            (key: "Name", value: plugin.name), (key: "Description", value: plugin.description),
            (key: "Company", value: plugin.company), (key: "Homepage", value: plugin.homepage),
            (key: "Authors", value: plugin.authors.map(\.name).joined(separator: ", ")),
        ])
        terminal.say()
        terminal.table(
            ["Version", "Compatible", "SHA-1", "Minimal CLI version"],
            plugin.versions.map { entry in
                let offer = PluginOffer(entry, of: plugin)
                let isCompatible = offer?.isCompatible ?? false
                return [entry.version, isCompatible ? "yes" : "no", offer?.binary.checksum ?? "", entry.minCLIVersion]
            }
        )
        report.begin("")
    }
}
