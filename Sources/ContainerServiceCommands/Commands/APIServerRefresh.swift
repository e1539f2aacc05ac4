// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs apiserver-refresh`, which restarts the master of a cluster.
enum APIServerRefresh {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "apiserver-refresh",
            summary: "Restart the Kubernetes master, so that it takes over how it is configured.",
            arguments: [Argument("CLUSTER")]
        )
    ) { context, invocation in
        let cluster = try invocation.cluster()
        let report = try Report(context.terminal, invocation)
        report.begin("Restarting the master of cluster \(context.terminal.entity(cluster))...")
        try await context.clusters().refreshMaster(of: cluster)
        report.done()
    }
}
