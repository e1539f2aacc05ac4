// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// What `slipwayd --help` prints.
package enum DaemonHelp {
    package static var text: String {
        let commands = DaemonCommands.all.map { command in
            let declaration = command.declaration
            let words = [declaration.path] + declaration.arguments.map(\.name)
            return (words.joined(separator: " "), declaration.summary)
        }
        let settings = ([Settings.file] + Settings.all).map { setting in
            let standard = setting.standard.isEmpty ? "" : " (default: \(setting.standard))"
            return ("--\(setting.name) \(setting.placeholder)", setting.summary + standard)
        }
        return [
            HelpText.section("NAME", ["slipwayd - Serves Kubernetes clusters"]),
            HelpText.section("VERSION", [ServerVersion.text]),
            HelpText.section("USAGE", ["slipwayd [COMMAND] [settings]"]),
            HelpText.section("COMMANDS", HelpText.columns(commands)),
            HelpText.section("SETTINGS", HelpText.columns(settings)),
            """
            A setting is looked for in the flags, then in the environment (SLIPWAY_ and its name in capitals, such as
            \(Settings.all.first?.variable ?? "")), then in the configuration file (a JSON object with the names above as keys).

            """,
        ].joined(separator: "\n")
    }
}
