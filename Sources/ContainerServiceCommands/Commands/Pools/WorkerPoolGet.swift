// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-pool-get`, which shows one worker pool.
enum WorkerPoolGet {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-pool-get",
            summary: "Show the details of a worker pool.",
            usage: "cs worker-pool-get --worker-pool POOL --cluster CLUSTER [--output json]",
            flags: [WorkerPoolFlags.pool, WorkerPoolFlags.cluster, OutputForm.flag]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try WorkerPoolFlags.required("cluster", invocation)
        let name = try WorkerPoolFlags.required("worker-pool", invocation)
        report.begin("Retrieving worker pool \(context.terminal.entity(name))...")
        let pool = try await context.clusters().workerPool(name, of: cluster)
        try report.show(pool, keyValues: WorkerPoolRows.details(pool))
    }
}
