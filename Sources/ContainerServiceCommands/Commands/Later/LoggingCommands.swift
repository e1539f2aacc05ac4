// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit

/// The commands that say where the logs of a cluster go.
enum LoggingCommands {
    private static let id = Flag("id", value: "ID", summary: "The ID of the configuration. Required.")
    private static let source = Flag(
        "logsource",
        value: "SOURCE",
        summary: "'container', 'application', 'worker', 'kubernetes' or 'ingress'."
    )
    private static let json = Flag("json", summary: "Show JSON.")
    private static let target = [
        Flag("type", value: "TYPE", summary: "'ibm' or 'syslog'. Required."),
        Flag("hostname", value: "HOST", summary: "The host that the logs go to. Required for 'syslog'."),
        Flag("port", value: "PORT", summary: "Its port. Default: 9091, or 514 for 'syslog'."),
        Flag("space", value: "SPACE", summary: "The space that the logs go to, for 'ibm'."),
        Flag("org", value: "ORG", summary: "The organization of that space."),
        json,
    ]

    static let all = [
        declared(
            "logging-config-create",
            "have logs of a cluster sent on",
            [source, Flag("namespace", value: "NAMESPACE", summary: "Only those of this namespace.")] + target
        ),
        declared("logging-config-get", "list where the logs of a cluster go", [source, json]),
        declared("logging-config-update", "change where logs go", [id, source] + target),
        declared("logging-config-refresh", "renew the access to where the logs of a cluster go", []),
        declared("logging-config-rm", "have logs of a cluster no longer sent on", [id]),
    ]

    private static func declared(_ name: String, _ purpose: String, _ flags: [Flag]) -> Command<PluginContext> {
        LaterCommand.declared(
            name,
            purpose,
            arguments: [Argument("CLUSTER")],
            flags: flags,
            waitsFor: "Configurations of logs"
        )
    }
}
