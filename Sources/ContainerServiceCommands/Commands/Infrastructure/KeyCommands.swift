// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs api-key-info`, which shows in whose name the infrastructure of a cluster is ordered.
enum KeyInfo {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "api-key-info",
            summary: "Show in whose name the infrastructure of a cluster is ordered.",
            arguments: [Argument("CLUSTER")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try invocation.cluster()
        report.begin(
            "Getting information about the API key owner for cluster \(context.terminal.entity(cluster))..."
        )
        let owner = try await context.clusters().keyOwner(of: cluster)
        if report.isJSON { return try OutputForm.show(owner, on: context.terminal) }
        report.done()
        context.terminal.table(["Name", "Email"], [[owner.name, owner.email]])
    }
}

/// The command `bx cs api-key-reset`, which has infrastructure ordered in the name of the user.
enum KeyReset {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "api-key-reset",
            summary: "Have the infrastructure of the region ordered in your name from now on."
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        report.begin("Resetting the API key of the region...")
        try await context.clusters().resetKey()
        report.done()
    }
}
