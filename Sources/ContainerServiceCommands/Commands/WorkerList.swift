// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs workers`, which lists the workers of a cluster.
enum WorkerList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "workers",
            summary: "List the workers of a cluster.",
            arguments: [Argument("CLUSTER")],
            flags: [OutputForm.flag]
        )
    ) { context, invocation in
        let isJSON = try OutputForm.isJSON(invocation)
        let workers = try await context.clusters().workers(of: try invocation.cluster())
        if isJSON { return try OutputForm.show(workers, on: context.terminal) }
        context.terminal.ok()
        context.terminal.table(WorkerRows.header, workers.map { WorkerRows.row($0) })
    }
}
