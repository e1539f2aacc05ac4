// SPDX-License-Identifier: Apache-2.0

import Kubernetes
import ProcessControl
import Provisioning

/// The workers of one cluster with the network and the DNS server that they share.
struct ClusterWorkers: Sendable {
    /// Why workers could not be brought up, by their identifiers.
    typealias Failures = [String: String]

    let order: ClusterOrder
    let units: ControlPlaneUnits
    let supervision: ClusterSupervision

    private var layout: ClusterLayout { units.layout }

    /// Does all that needs no API server, for all workers at the same time; nothing in a cluster without workers.
    ///
    /// A worker that fails holds up none of the others.
    func prepare() async throws -> Failures {
        guard !order.workers.isEmpty else { return [:] }
        for worker in order.workers where await supervision.losses.forget(worker.number) {
            // As after a loss of power: whatever its processes held is let go of.
            let remains = ClusterRemains(layout: layout, configuration: units.configuration)
            try await remains.removeWorker(worker.number, keepsFiles: true)
        }
        let network = ClusterNetwork(layout: layout, configuration: units.configuration)
        try await network.ensure(workers: order.workers.map(\.number))
        let dns = await dns()
        async let preparation: Void = dns.prepare()
        let failures = try await failures(of: order.workers) { try await node($0).prepare() }
        try await preparation
        return failures
    }

    /// Returns when names are found and all workers are ready, or have failed, now or before.
    func join(_ client: KubernetesClient, unlessFailed former: Failures) async throws -> Failures {
        let dns = await dns()
        async let start: Void = dns.start(client)
        let prepared = order.workers.filter { former[$0.id] == nil }
        let failures = try await failures(of: prepared) { worker in
            try await node(worker).join(client)
            await supervision.losses.noteRunning(worker.number, node: worker.id)
        }
        try await start
        return failures.merging(former) { latest, _ in latest }
    }

    private func failures(
        of workers: [WorkerOrder],
        _ action: @escaping @Sendable (WorkerOrder) async throws -> Void
    ) async throws -> Failures {
        let results = await withTaskGroup(of: (String, String?).self, returning: [(String, String?)].self) { group in
            for worker in workers {
                group.addTask {
                    do {
                        try await action(worker)
                        return (worker.id, nil)
                    } catch {
                        return (worker.id, "\(error)")
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        try Task.checkCancellation()
        var failures: Failures = [:]
        for (id, reason) in results where reason != nil { failures[id] = reason }
        return failures
    }

    private func dns() async -> ClusterDNS {
        await supervision.dns(layout: layout, configuration: units.configuration)
    }

    private func node(_ worker: WorkerOrder) throws -> WorkerNode {
        let distributions = KubernetesDistributions(cacheDirectory: units.configuration.cacheDirectory)
        guard let distribution = distributions.find(worker.version) else {
            throw ProcessError.notFound(program: "kubelet of Kubernetes \(worker.version)")
        }
        return WorkerNode(
            order: worker,
            region: order.region,
            zone: order.zone,
            layout: WorkerLayout(cluster: layout, number: worker.number),
            configuration: units.configuration,
            distribution: distribution,
            credentials: try units.keys.ensureWorker(name: worker.id, number: worker.number),
            supervisor: supervision.units
        )
    }
}
