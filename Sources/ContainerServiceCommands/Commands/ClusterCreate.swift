// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The command `bx cs cluster-create`, which orders a cluster.
enum ClusterCreate {
    static func command(pace: WaitPace) -> Command<PluginContext> {
        Command(declaration) { context, invocation in try await run(context, invocation, pace) }
    }

    private static let declaration = CommandDeclaration(
        namespace: "cs",
        name: "cluster-create",
        summary: "Create a cluster.",
        usage: "cs cluster-create [--file FILE] --name NAME [--workers COUNT] [--machine-type TYPE] "
            + "[--kube-version X.Y.Z] [--location LOCATION] [--hardware HARDWARE] [--private-vlan VLAN] "
            + "[--public-vlan VLAN] [--no-subnet] [--disable-disk-encrypt] [--wait] [--timeout TIME]",
        flags: [
            OrderValues.fileFlag,
            Flag("name", value: "NAME", summary: "The name of the cluster. Required."),
            Flag("workers", value: "COUNT", summary: "How many workers; 0 for a master alone. Default: 1."),
            Flag("machine-type", value: "TYPE", summary: "The machine type of the workers. Default: a free cluster."),
            Flag("kube-version", value: "X.Y.Z", summary: "See 'bx cs kube-versions'. Default: the one marked there."),
            Flag("location", value: "LOCATION", summary: "The location of the cluster. Default: the server's own."),
            HardwareFlag.flag,
            Flag("private-vlan", value: "VLAN", summary: "The private VLAN of the workers. Default: the only one."),
            Flag("public-vlan", value: "VLAN", summary: "Their public VLAN. Default: none."),
            Flag("no-subnet", summary: "Order no portable subnets; there are none anyway."),
            Flag("disable-disk-encrypt", summary: "Leave the disks unencrypted, as they are anyway."),
        ] + WaitOptions.flags
    )

    /// What may stand in the file of an order.
    private static let keys = [
        "name", "location", "machine-type", "workerNum", "hardware", "private-vlan", "public-vlan", "kube-version",
        "no-subnet", "diskEncryption",
    ]

    private static func run(_ context: PluginContext, _ invocation: Invocation, _ pace: WaitPace) async throws {
        let report = try Report(context.terminal, invocation)
        let request = try request(from: invocation)
        let name = request.name ?? ""
        let options = try WaitOptions(invocation)
        let terminal = context.terminal
        let clusters = try context.clusters()
        if request.machineType == nil {
            report.begin("The 'machine-type' flag was not specified. So a free cluster will be created.")
        }
        report.begin("Creating cluster...")
        let id = try await clusters.create(request)
        if let options {
            let wait = ClusterWait(
                context: context,
                report: report,
                clusters: clusters,
                limit: options.limit,
                pace: pace
            )
            try await wait.untilNormal(id: id, name: name)
        }
        report.done()
        guard options != nil else { return }
        let next = "\(context.program) cs cluster-config \(name)"
        report.tip("To use the cluster with kubectl, run \(terminal.command(next)).")
    }

    private static func request(from invocation: Invocation) throws -> ClusterCreateRequest {
        let order = try OrderValues(invocation, keys: keys)
        guard let name = order.text("name"), !name.isEmpty else { throw UsageError("'--name' is missing.") }
        return ClusterCreateRequest(
            name: name,
            dataCenter: order.text("location"),
            machineType: order.text("machine-type"),
            workerNum: try order.integer("workers", key: "workerNum"),
            masterVersion: order.text("kube-version"),
            isolation: try order.isolation(),
            privateVlan: order.text("private-vlan"),
            publicVlan: order.text("public-vlan"),
            noSubnet: try order.isOn("no-subnet"),
            diskEncryption: try order.diskEncryption()
        )
    }
}
