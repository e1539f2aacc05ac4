// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// `bx plugin show`.
enum PluginShow {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "show",
            summary: "Show the details of an installed plug-in.",
            arguments: [Argument("PLUGIN_NAME")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let name = invocation.argument("PLUGIN_NAME") ?? ""
        guard let plugin = try context.plugins.plugin(name) else { throw PluginUninstall.missing(name, context) }
        if report.isJSON { return try OutputForm.show(plugin, on: context.terminal) }
        let metadata = plugin.metadata
        let terminal = context.terminal
        terminal.keyValues([
            (key: "Plugin Name", value: metadata.name),
            (key: "Version", value: "\(metadata.version)"),
            (key: "Minimal CLI version", value: metadata.minCLIVersion.map { "\($0)" } ?? ""),
            (key: "Program", value: plugin.program(in: context.paths)),
        ])
        terminal.say()
        let commands = (metadata.commands ?? []).filter { $0.hidden != true }
        terminal.table(
            ["Command", "Description"],
            commands.map { [$0.path, $0.description] }
        )
    }
}
