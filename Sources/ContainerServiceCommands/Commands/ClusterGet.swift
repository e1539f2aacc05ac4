// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs cluster-get`, which shows one cluster.
enum ClusterGet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-get",
            summary: "Show the details of a cluster.",
            arguments: [Argument("CLUSTER")],
            flags: [
                Flag("showResources", summary: "Show the add-ons, VLANs and subnets of the cluster too."),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let name = try invocation.cluster()
        let report = try Report(context.terminal, invocation)
        let terminal = context.terminal
        report.begin("Retrieving cluster \(terminal.entity(name))...")
        let cluster = try await context.clusters().cluster(name)
        try report.show(cluster, keyValues: ClusterRows.details(cluster))
        guard invocation.has("showResources"), !report.isJSON else { return }
        terminal.say("\nAddons")
        terminal.table(ClusterRows.addonHeader, cluster.addons.map { ClusterRows.row($0) })
        terminal.say("\nVLANs")
        terminal.table(ClusterRows.vlanHeader, cluster.vlans.flatMap { ClusterRows.rows($0) })
    }
}
