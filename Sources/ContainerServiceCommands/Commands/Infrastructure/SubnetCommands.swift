// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// The commands that give subnets to clusters and take them back.
enum SubnetCommands {
    static let all = [add, create, addUserSubnet, removeUserSubnet]

    private static let cluster = Argument("CLUSTER")
    private static let sizes = ["8", "16", "32", "64"]

    private static let add = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-subnet-add",
            summary: "Let a cluster use a subnet that is there.",
            arguments: [cluster, Argument("SUBNET")]
        )
    ) { context, invocation in
        let (cluster, subnet) = (try invocation.cluster(), invocation.argument("SUBNET") ?? "")
        try await run("Adding subnet \(subnet) to cluster", cluster, context, invocation) { clusters in
            try await clusters.addSubnet(subnet, to: cluster)
        }
    }

    private static let create = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-subnet-create",
            summary: "Order a subnet of 8, 16, 32 or 64 addresses for a cluster.",
            arguments: [cluster, Argument("SIZE"), Argument("VLAN_ID")]
        )
    ) { context, invocation in
        let (cluster, word) = (try invocation.cluster(), invocation.argument("SIZE") ?? "")
        guard sizes.contains(word), let size = Int(word) else {
            throw UsageError("SIZE is one of \(sizes.joined(separator: ", ")), not '\(word)'.")
        }
        try await run("Creating a subnet for cluster", cluster, context, invocation) { clusters in
            try await clusters.createSubnet(size: size, vlan: invocation.argument("VLAN_ID") ?? "", for: cluster)
        }
    }

    private static let addUserSubnet = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-user-subnet-add",
            summary: "Bring a private network of your own, such as 192.168.10.0/24, into a cluster.",
            arguments: [cluster, Argument("CIDR"), Argument("PRIVATE_VLAN")]
        )
    ) { context, invocation in
        let (cluster, network) = (try invocation.cluster(), invocation.argument("CIDR") ?? "")
        try await run("Adding network \(network) to cluster", cluster, context, invocation) { clusters in
            try await clusters.addUserSubnet(network, vlan: invocation.argument("PRIVATE_VLAN") ?? "", to: cluster)
        }
    }

    private static let removeUserSubnet = Command<PluginContext>(
        CommandDeclaration(
            namespace: "cs",
            name: "cluster-user-subnet-rm",
            summary: "Take a private network of your own out of a cluster.",
            arguments: [cluster, Argument("CIDR"), Argument("PRIVATE_VLAN")]
        )
    ) { context, invocation in
        let (cluster, network) = (try invocation.cluster(), invocation.argument("CIDR") ?? "")
        try await run("Removing network \(network) from cluster", cluster, context, invocation) { clusters in
            let vlan = invocation.argument("PRIVATE_VLAN") ?? ""
            try await clusters.removeUserSubnet(network, vlan: vlan, from: cluster)
        }
    }

    private static func run(
        _ phrase: String,
        _ cluster: String,
        _ context: PluginContext,
        _ invocation: Invocation,
        _ act: (ClusterClient) async throws -> Void
    ) async throws {
        let report = try Report(context.terminal, invocation)
        report.begin("\(phrase) \(context.terminal.entity(cluster))...")
        try await act(context.clusters())
        report.done()
    }
}
