// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs worker-add`, which orders further workers for a cluster.
enum WorkerAdd {
    static let command = Command<PluginContext>(declaration) { context, invocation in
        guard let cluster = invocation.value("cluster"), !cluster.isEmpty else {
            throw UsageError("'--cluster' is missing.")
        }
        let report = try Report(context.terminal, invocation)
        let request = try request(from: invocation)
        let terminal = context.terminal
        report.begin("Adding workers to cluster \(terminal.entity(cluster))...")
        let added = try await context.clusters().addWorkers(request, to: cluster)
        report.done()
        try report.show(added, lines: added.map { terminal.entity($0.id) })
        let next = "\(context.program) cs workers \(cluster)"
        report.tip("To see how far they are, run \(terminal.command(next)).")
    }

    private static let declaration = CommandDeclaration(
        namespace: "cs",
        name: "worker-add",
        summary: "Add workers to a cluster.",
        usage: "cs worker-add --cluster CLUSTER [--number COUNT] [--machine-type TYPE] [--hardware HARDWARE] "
            + "[--private-vlan VLAN] [--public-vlan VLAN] [--disable-disk-encrypt] [--output json]",
        flags: [
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

    private static func request(from invocation: Invocation) throws -> WorkerAddRequest {
        WorkerAddRequest(
            machineType: invocation.value("machine-type"),
            workerNum: try invocation.integer("number", minimum: 1),
            isolation: try HardwareFlag.isolation(invocation),
            privateVlan: invocation.value("private-vlan"),
            publicVlan: invocation.value("public-vlan")
        )
    }
}
