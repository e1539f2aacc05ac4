// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import PluginKit

/// `bx plugin uninstall`.
enum PluginUninstall {
    static let command = Command<BXContext>(
        CommandDeclaration(
            namespace: "plugin",
            name: "uninstall",
            summary: "Uninstall a plug-in.",
            arguments: [Argument("PLUGIN_NAME")],
            flags: [PluginInstall.forceFlag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let word = invocation.argument("PLUGIN_NAME") ?? ""
        guard let plugin = try context.plugins.plugin(word) else { throw missing(word, context) }
        let name = plugin.metadata.name
        let terminal = context.terminal
        report.begin("Uninstalling plug-in \(terminal.quoted(name))...")
        let directory = context.paths.directory(ofPlugin: name)
        try context.plugins.remove(name) {
            try Files.remove(plugin.program(in: context.paths))
            for name in ["config.json", "config.json.lock"] { try Files.remove("\(directory)/\(name)") }
            // Goes only if nothing is left in it.
            rmdir(directory)
        }
        report.done("Plug-in \(terminal.quoted("\(name) \(plugin.metadata.version)")) was successfully uninstalled.")
        if Files.exists(directory) { report.begin("What it downloaded stays in \(directory).") }
    }

    static func missing(_ name: String, _ context: BXContext) -> CommandFailure {
        CommandFailure("Plug-in '\(name)' is not installed. Use '\(context.program) plugin list' to see which are.")
    }
}
