// SPDX-License-Identifier: Apache-2.0

import Kubernetes
import Provisioning

/// The workers of one cluster with the network and the DNS server that they share.
struct ClusterWorkers: Sendable {
    let order: ClusterOrder
    let units: ControlPlaneUnits
    let supervision: ClusterSupervision

    private var layout: ClusterLayout { units.layout }

    /// Does all that needs no API server, for all workers at the same time; nothing in a cluster without workers.
    func prepare() async throws {
        guard !order.workers.isEmpty else { return }
        let network = ClusterNetwork(layout: layout, configuration: units.configuration)
        try await network.ensure(workers: order.workers.map(\.number))
        let nodes = try nodes()
        let dns = await dns()
        try await withThrowingTaskGroup { group in
            group.addTask { try await dns.prepare() }
            for node in nodes { group.addTask { try await node.prepare() } }
            try await group.waitForAll()
        }
    }

    /// Returns when all workers are ready and names are found.
    func join(_ client: KubernetesClient) async throws {
        let nodes = try nodes()
        let dns = await dns()
        try await withThrowingTaskGroup { group in
            group.addTask { try await dns.start(client) }
            for node in nodes { group.addTask { try await node.join(client) } }
            try await group.waitForAll()
        }
    }

    private func dns() async -> ClusterDNS {
        await supervision.dns(layout: layout, configuration: units.configuration)
    }

    private func nodes() throws -> [WorkerNode] {
        try order.workers.map { worker in
            WorkerNode(
                order: worker,
                region: order.region,
                zone: order.zone,
                layout: WorkerLayout(cluster: layout, number: worker.number),
                configuration: units.configuration,
                distribution: units.distribution,
                credentials: try units.keys.ensureWorker(name: worker.id, number: worker.number),
                supervisor: supervision.units
            )
        }
    }
}
