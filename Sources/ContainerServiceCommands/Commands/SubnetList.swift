// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs subnets`, which lists the networks of the clusters.
enum SubnetList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "subnets",
            summary: "List the subnets of the clusters in your account.",
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        report.begin("Getting subnet list...")
        let subnets = try await context.clusters().subnets()
        if report.isJSON { return try OutputForm.show(subnets, on: context.terminal) }
        report.done()
        context.terminal.table(
            ["ID", "Network", "Gateway", "VLAN ID", "Type", "Bound Cluster"],
            subnets.map { subnet in
                let network = "\(subnet.properties.networkIdentifier)/\(subnet.properties.cidr)"
                return [
                    subnet.id, network, subnet.properties.gateway, subnet.vlanID, subnet.type,
                    DisplayText.orDash(subnet.properties.boundCluster ?? ""),
                ]
            }
        )
    }
}
