// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// `bx plugin list`.
enum InstalledPluginList {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "list",
            summary: "List installed plug-ins.",
            flags: [Flag("c", summary: "List the commands of each plug-in"), OutputForm.flag]
        )
    ) { context, invocation in
        let terminal = context.terminal
        let report = try Report(terminal, invocation)
        let installed = try context.plugins.installed().all
        if report.isJSON { return try OutputForm.show(installed, on: terminal) }
        report.begin("Listing installed plug-ins...\n")
        let plugins = installed.map(\.metadata)
        guard !plugins.isEmpty else {
            let command = terminal.command("\(context.program) plugin install PLUGIN_NAME -r Bluemix")
            return report.begin("No plug-ins are installed. Use \(command) to install one.")
        }
        if invocation.has("c") {
            let rows = plugins.flatMap { plugin in
                (plugin.commands ?? []).filter { $0.hidden != true }.enumerated().map { index, command in
                    [
                        index == 0 ? plugin.name : "", index == 0 ? "\(plugin.version)" : "",
                        command.path, command.description,
                    ]
                }
            }
            terminal.table(["Plugin Name", "Version", "Command", "Description"], rows)
        } else {
            terminal.table(["Plugin Name", "Version"], plugins.map { [$0.name, "\($0.version)"] })
        }
        report.begin("")
    }
}
