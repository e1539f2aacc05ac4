// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-pool-rm`, which has a pool removed with all of its workers.
enum WorkerPoolRemove {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-pool-rm",
            summary: "Remove a worker pool with all of its workers.",
            usage: "cs worker-pool-rm [-f] --worker-pool POOL --cluster CLUSTER",
            flags: [WorkerPoolFlags.pool, WorkerPoolFlags.cluster, WorkerPoolFlags.force]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let terminal = context.terminal
        let cluster = try WorkerPoolFlags.required("cluster", invocation)
        let pool = try WorkerPoolFlags.required("worker-pool", invocation)
        let clusters = try context.clusters()
        let question = "Remove the worker pool with its workers? [\(terminal.entity(pool))]"
        if !invocation.has("f"), !(try terminal.confirmLoss(question, mend: "To go on without a question, add '-f'.")) {
            terminal.say("Worker pool \(terminal.entity(pool)) was not removed.")
            return
        }
        report.begin("Removing worker pool \(terminal.entity(pool)) from cluster \(terminal.entity(cluster))...")
        try await clusters.removeWorkerPool(pool, from: cluster)
        report.done()
    }
}
