// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs cluster-set`, which changes settings of a cluster.
enum ClusterSet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-set",
            summary: "Say after how long without use a cluster is frozen; the first request to it thaws it.",
            usage: "cs cluster-set CLUSTER --idle-time TIME|off",
            arguments: [Argument("CLUSTER")],
            flags: [
                Flag("idle-time", value: "TIME|off", summary: "Such as 30m or 1h30m; 'off' keeps it awake. Required.")
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try invocation.cluster()
        guard let time = invocation.value("idle-time") else { throw UsageError("'--idle-time' is missing.") }
        report.begin("Changing cluster \(context.terminal.entity(cluster))...")
        try await context.clusters().changeHibernation(of: cluster, HibernationRequest(idleTime: time))
        report.done()
    }
}
