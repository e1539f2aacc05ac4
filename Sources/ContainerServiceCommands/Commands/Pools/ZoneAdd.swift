// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs zone-add`, which lets worker pools have workers in a location.
enum ZoneAdd {
    static let command = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "zone-add",
            summary: "Add a zone to worker pools, which get their workers in it.",
            usage: "cs zone-add --zone ZONE --cluster CLUSTER --worker-pools POOL[,POOL...] [--private-vlan VLAN] "
                + "[--public-vlan VLAN]",
            flags: [
                ZoneFlags.zone, WorkerPoolFlags.cluster, ZoneFlags.pools,
                Flag("private-vlan", value: "VLAN", summary: "See 'bx cs vlans'. Default: the only one."),
                Flag("public-vlan", value: "VLAN", summary: "See 'bx cs vlans'. Default: none."),
            ]
        )
    ) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let cluster = try WorkerPoolFlags.required("cluster", invocation)
        let zone = WorkerPoolZone(
            id: try WorkerPoolFlags.required("zone", invocation),
            privateVlan: invocation.value("private-vlan"),
            publicVlan: invocation.value("public-vlan")
        )
        let pools = try ZoneFlags.pools(invocation)
        let clusters = try context.clusters()
        for pool in pools {
            report.begin("Adding zone \(zone.id) to worker pool \(context.terminal.entity(pool))...")
            try await clusters.addZone(zone, toPool: pool, of: cluster)
        }
        report.done()
    }
}

/// The flags of the commands for zones.
enum ZoneFlags {
    static let zone = Flag("zone", value: "LOCATION", summary: "See 'bx cs locations'. Required.")
    static let pools = Flag(
        "worker-pools",
        value: "POOLS",
        summary: "Names or IDs of worker pools, with commas between. Required.",
        isRepeatable: true
    )

    static func pools(_ invocation: Invocation) throws(UsageError) -> [String] {
        let pools = invocation.values("worker-pools").flatMap { $0.split(separator: ",").map(String.init) }
        guard !pools.isEmpty else { throw UsageError("'--worker-pools' is missing.") }
        return pools
    }
}
