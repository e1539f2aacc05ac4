// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs cluster-events`, which tells what happened to a cluster.
enum ClusterEvents {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-events",
            summary: "Show what happened to a cluster and why, oldest first.",
            arguments: [Argument("CLUSTER")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let name = try invocation.cluster()
        let report = try Report(context.terminal, invocation)
        report.begin("Getting the events of cluster \(context.terminal.entity(name))...")
        let events = try await context.clusters().events(of: name)
        try report.show(
            events,
            ["Time", "State", "Reason", "By", "Message"],
            events.map { row($0) },
            ifNone: "There are no events."
        )
    }

    private static func row(_ event: ClusterEventInfo) -> [String] {
        let repeated = event.count > 1 ? " (\(event.count) times, last \(event.lastTime))" : ""
        return [
            event.time,
            DisplayText.clusterState(event.state),
            event.reason,
            DisplayText.orDash(event.user),
            event.message + repeated,
        ]
    }
}
