// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-pools`, which lists the worker pools of a cluster.
enum WorkerPoolList {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-pools",
            summary: "List the worker pools of a cluster.",
            usage: "cs worker-pools --cluster CLUSTER [--output json]",
            flags: [WorkerPoolFlags.cluster, OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try WorkerPoolFlags.required("cluster", invocation)
        let pools = try await context.clusters().workerPools(of: cluster)
        if report.isJSON { return try OutputForm.show(pools, on: context.terminal) }
        report.done()
        context.terminal.table(WorkerPoolRows.header, pools.map { WorkerPoolRows.row($0) })
    }
}
