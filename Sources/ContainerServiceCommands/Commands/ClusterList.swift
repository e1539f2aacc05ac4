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
        let report = try Report(context.terminal, invocation)
        let clusters = try await context.clusters().clusters()
        if report.isJSON { return try OutputForm.show(clusters, on: context.terminal) }
        report.done()
        context.terminal.table(ClusterRows.header, clusters.map { ClusterRows.row($0, now: context.time.now()) })
        if clusters.isEmpty {
            report.tip(
                "You have no clusters. To create one, run "
                    + context.terminal.command("\(context.program) cs cluster-create --name NAME") + "."
            )
        }
    }
}
