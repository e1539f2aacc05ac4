// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs zone-rm`, which takes the workers of pools out of a location.
enum ZoneRemove {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "zone-rm",
            summary: "Remove a zone from worker pools, with the workers that they have in it.",
            usage: "cs zone-rm [-f] --zone ZONE --cluster CLUSTER [--worker-pools POOL[,POOL...]]",
            flags: [
                ZoneFlags.zone, WorkerPoolFlags.cluster,
                Flag(
                    "worker-pools",
                    value: "POOLS",
                    summary: "Names or IDs of worker pools, with commas between. Default: all of the cluster.",
                    isRepeatable: true
                ),
                WorkerPoolFlags.force,
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let terminal = context.terminal
        let cluster = try WorkerPoolFlags.required("cluster", invocation)
        let zone = try WorkerPoolFlags.required("zone", invocation)
        let clusters = try context.clusters()
        let pools =
            invocation.has("worker-pools")
            ? try ZoneFlags.pools(invocation) : try await clusters.workerPools(of: cluster).map(\.name)
        let question = "Remove the zone with its workers from these worker pools? [\(pools.joined(separator: ", "))]"
        if !invocation.has("f"), !(try terminal.confirmLoss(question, mend: "To go on without a question, add '-f'.")) {
            terminal.say("No worker was removed.")
            return
        }
        for pool in pools {
            report.begin("Removing zone \(zone) from worker pool \(terminal.entity(pool))...")
            try await clusters.removeZone(zone, fromPool: pool, of: cluster)
        }
        report.done()
    }
}
