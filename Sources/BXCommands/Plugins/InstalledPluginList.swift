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
        if try OutputForm.isJSON(invocation) {
            return try OutputForm.show(try context.plugins.installed().all, on: terminal)
        }
        terminal.say("Listing installed plug-ins...")
        terminal.say()
        let plugins = try context.plugins.installed().all.map(\.metadata)
        guard !plugins.isEmpty else {
            let command = terminal.command("\(context.program) plugin install PLUGIN_NAME -r Bluemix")
            return terminal.say("No plug-ins are installed. Use \(command) to install one.")
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
        terminal.say()
    }
}
