// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-add`, which orders further workers for a cluster.
enum WorkerAdd {
    static let command = Command<PluginContext>(declaration) { context, invocation in
        let report = try Report(context.terminal, invocation)
        let order = try OrderValues(invocation, keys: keys)
        guard let cluster = order.text("cluster", key: "name"), !cluster.isEmpty else {
            throw UsageError("'--cluster' is missing.")
        }
        let request = try request(from: order)
        let terminal = context.terminal
        let clusters = try context.clusters()
        if let location = order.text("location") { try await check(location, of: cluster, clusters) }
        report.begin("Adding workers to cluster \(terminal.entity(cluster))...")
        let added = try await clusters.addWorkers(request, to: cluster)
        report.done()
        try report.show(added, lines: added.map { terminal.entity($0.id) })
        let next = "\(context.program) cs workers \(cluster)"
        report.tip("To see how far they are, run \(terminal.command(next)).")
    }

    /// What may stand in the file of an order.
    private static let keys = [
        "name", "location", "machine-type", "workerNum", "hardware", "private-vlan", "public-vlan", "diskEncryption",
    ]

    private static let declaration = CommandDeclaration(
        namespace: "cs",
        name: "worker-add",
        summary: "Add workers to a cluster.",
        usage: "cs worker-add [--file FILE] --cluster CLUSTER [--number COUNT] [--machine-type TYPE] "
            + "[--hardware HARDWARE] [--private-vlan VLAN] [--public-vlan VLAN] [--disable-disk-encrypt] [--output json]",
        flags: [
            OrderValues.fileFlag,
            Flag("cluster", value: "CLUSTER", summary: "The name or ID of the cluster. Required."),
            Flag("number", value: "COUNT", summary: "How many workers. Default: 1."),
            Flag("machine-type", value: "TYPE", summary: "Their machine type. Default: that of the cluster."),
            HardwareFlag.flag,
            Flag("private-vlan", value: "VLAN", summary: "Their private VLAN. Default: the only one."),
            Flag("public-vlan", value: "VLAN", summary: "Their public VLAN. Default: none."),
            Flag("disable-disk-encrypt", summary: "Leave the disks unencrypted, as they are anyway."),
            OutputForm.flag,
        ]
    )

    private static func request(from order: OrderValues) throws -> WorkerAddRequest {
        WorkerAddRequest(
            machineType: order.text("machine-type"),
            workerNum: try order.integer("number", key: "workerNum", minimum: 1),
            isolation: try order.isolation(),
            privateVlan: order.text("private-vlan"),
            publicVlan: order.text("public-vlan"),
            diskEncryption: try order.diskEncryption()
        )
    }

    /// A file may name the location of the workers, which can only be that of their cluster.
    private static func check(_ location: String, of cluster: String, _ clusters: ClusterClient) async throws {
        let actual = try await clusters.cluster(cluster).dataCenter
        guard actual == location else {
            throw CommandFailure("The cluster '\(cluster)' is in the location '\(actual)', not in '\(location)'.")
        }
    }
}
