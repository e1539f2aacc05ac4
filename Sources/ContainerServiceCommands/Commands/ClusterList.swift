// SPDX-License-Identifier: Apache-2.0

import APIClient
import Basics
import CommandLineKit
import PluginKit

/// The command `bx cs clusters`, which lists the clusters of the account.
enum ClusterList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "clusters",
            summary: "List all clusters in your account.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let isJSON = try OutputForm.isJSON(invocation)
        let clusters = try await context.clusters().clusters()
        if isJSON { return try OutputForm.show(clusters, on: context.terminal) }
        context.terminal.ok()
        context.terminal.table(ClusterRows.header, clusters.map { ClusterRows.row($0, now: context.time.now()) })
        if clusters.isEmpty {
            context.terminal.tip(
                "You have no clusters. To create one, run "
                    + context.terminal.command("\(context.program) cs cluster-create --name NAME") + "."
            )
        }
    }
}
