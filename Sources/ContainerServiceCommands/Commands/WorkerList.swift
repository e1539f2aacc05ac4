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
        let report = try Report(context.terminal, invocation)
        let workers = try await context.clusters().workers(of: try invocation.cluster())
        if report.isJSON { return try OutputForm.show(workers, on: context.terminal) }
        report.done()
        context.terminal.table(WorkerRows.header, workers.map { WorkerRows.row($0) })
    }
}
