// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs vlans`, which lists the networks between workers.
enum VLANList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "vlans",
            summary: "List the VLANs that workers can be joined to in a location.",
            arguments: [Argument("LOCATION")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        report.begin("Getting VLAN list...")
        let vlans = try await context.clusters().vlans(in: invocation.argument("LOCATION") ?? "")
        if report.isJSON { return try OutputForm.show(vlans, on: context.terminal) }
        report.done()
        context.terminal.table(
            ["ID", "Name", "Number", "Type", "Router"],
            vlans.map {
                [$0.id, $0.properties.name, $0.properties.vlanNumber, $0.type, $0.properties.primaryRouter]
            }
        )
    }
}
