// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-pool-resize`, which says how many workers a pool has.
enum WorkerPoolResize {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-pool-resize",
            summary: "Change how many workers a worker pool has in each zone.",
            usage: "cs worker-pool-resize --cluster CLUSTER --worker-pool POOL --size-per-zone COUNT",
            flags: [
                WorkerPoolFlags.cluster, WorkerPoolFlags.pool,
                Flag("size-per-zone", value: "COUNT", summary: "How many workers in each zone. Required."),
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try WorkerPoolFlags.required("cluster", invocation)
        let pool = try WorkerPoolFlags.required("worker-pool", invocation)
        guard let size = try invocation.integer("size-per-zone") else {
            throw UsageError("'--size-per-zone' is missing.")
        }
        report.begin("Resizing worker pool \(context.terminal.entity(pool))...")
        let request = WorkerPoolChangeRequest(state: WorkerPoolChangeRequest.resizing, sizePerZone: size)
        try await context.clusters().changeWorkerPool(pool, of: cluster, request)
        report.done()
    }
}

/// The command `bx cs worker-pool-rebalance`, which gives a pool the workers that it lacks.
enum WorkerPoolRebalance {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-pool-rebalance",
            summary: "Give a worker pool back the workers that were removed from it one by one.",
            usage: "cs worker-pool-rebalance --cluster CLUSTER --worker-pool POOL",
            flags: [WorkerPoolFlags.cluster, WorkerPoolFlags.pool]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try WorkerPoolFlags.required("cluster", invocation)
        let pool = try WorkerPoolFlags.required("worker-pool", invocation)
        report.begin("Rebalancing worker pool \(context.terminal.entity(pool))...")
        let request = WorkerPoolChangeRequest(state: WorkerPoolChangeRequest.rebalancing)
        try await context.clusters().changeWorkerPool(pool, of: cluster, request)
        report.done()
    }
}
