// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-pool-create`, which orders workers of one kind together.
enum WorkerPoolCreate {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "worker-pool-create",
            summary: "Create a worker pool; it gets its workers when a zone is added.",
            usage: "cs worker-pool-create --name POOL --cluster CLUSTER [--size-per-zone COUNT] "
                + "[--machine-type TYPE] [--hardware HARDWARE] [--labels KEY=VALUE]... [--output json]",
            flags: [
                Flag("name", value: "POOL", summary: "The name of the worker pool. Required."),
                WorkerPoolFlags.cluster,
                Flag("size-per-zone", value: "COUNT", summary: "How many workers in each zone. Default: 1."),
                Flag("machine-type", value: "TYPE", summary: "Their machine type. Default: that of the cluster."),
                HardwareFlag.flag,
                Flag(
                    "labels",
                    value: "KEY=VALUE",
                    summary: "A label of the nodes. Can be given several times, or with commas between.",
                    isRepeatable: true
                ),
                OutputForm.flag,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try WorkerPoolFlags.required("cluster", invocation)
        let request = WorkerPoolCreateRequest(
            name: try WorkerPoolFlags.required("name", invocation),
            sizePerZone: try invocation.integer("size-per-zone"),
            machineType: invocation.value("machine-type"),
            isolation: try HardwareFlag.isolation(invocation),
            labels: try labels(invocation)
        )
        let terminal = context.terminal
        report.begin(
            "Creating worker pool \(terminal.entity(request.name ?? "")) in cluster \(terminal.entity(cluster))..."
        )
        let pool = try await context.clusters().createWorkerPool(request, in: cluster)
        if report.isJSON { return try OutputForm.show(pool, on: terminal) }
        report.done()
        let next = "\(context.program) cs zone-add --zone ZONE --cluster \(cluster) --worker-pools \(pool.name)"
        report.tip("To give it workers, run \(terminal.command(next)).")
    }

    private static func labels(_ invocation: Invocation) throws(UsageError) -> [String: String]? {
        var labels: [String: String] = [:]
        for word in invocation.values("labels").flatMap({ $0.split(separator: ",").map(String.init) }) {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw UsageError("'--labels' takes KEY=VALUE, not '\(word)'.")
            }
            labels[parts[0]] = parts[1]
        }
        return labels.isEmpty ? nil : labels
    }
}
