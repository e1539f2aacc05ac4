// SPDX-License-Identifier: Apache-2.0

package import API
import Basics
package import Model
package import Provisioning

/// Orders what is to become of single workers; the reconciler does it.
package struct WorkerService: Sendable {
    private let clusters: ClusterService
    private let ordering: ClusterOrdering
    private let provider: any ClusterProvider

    package init(clusters: ClusterService, provider: any ClusterProvider) {
        self.clusters = clusters
        ordering = clusters.ordering
        self.provider = provider
    }

    /// Stores the order of further workers and has them made in the background; tells how they are called.
    package func add(
        _ request: WorkerAddRequest,
        to idOrName: String,
        for caller: Caller
    ) async throws -> (cluster: Cluster, added: [Worker]) {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeWorkers)
        let plan = try plan(request, for: cluster)
        try plan.check(on: await provider.capabilities(), beside: cluster.workers.count)
        let made = Locked<[Worker]>([])
        let changed = try await ordering.change(cluster, for: caller) { cluster in
            made.withLock { $0 = [] }
            guard cluster.workers.count + plan.count <= Cluster.workerPlaces else { return }
            for _ in 0..<plan.count {
                let worker = cluster.addWorker(machineType: plan.machineType.name, version: cluster.version)
                made.withLock { made in made += worker.map { [$0] } ?? [] }
            }
        }
        let added = made.withLock { $0 }
        guard added.count == plan.count else { throw APIError.noRoom(for: plan.count, in: changed) }
        return (changed, added)
    }

    /// Orders the end of a worker; fine if that was ordered before.
    package func remove(_ workerID: String, from idOrName: String, for caller: Caller) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeWorkers)
        guard cluster.workers.contains(where: { $0.id == workerID }) else { throw APIError.workerNotFound }
        try await ordering.change(cluster, for: caller) { cluster in
            guard let index = cluster.workers.firstIndex(where: { $0.id == workerID }) else { return }
            cluster.workers[index].orderRemoval()
        }
    }

    /// Orders something to be done with a worker that stays.
    package func order(_ act: WorkerAct, at workerID: String, in idOrName: String, for caller: Caller) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeWorkers)
        try await order(act, version: nil, at: workerID, in: cluster, for: caller)
    }

    /// Orders that a worker is set up anew with another Kubernetes version; that of the master if none is named.
    package func update(
        _ workerID: String,
        in idOrName: String,
        to version: String?,
        isForced: Bool,
        for caller: Caller
    ) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeWorkers)
        guard let worker = cluster.workers.first(where: { $0.id == workerID }) else { throw APIError.workerNotFound }
        let plan = WorkerUpdatePlan(worker: worker, master: cluster.version, isForced: isForced)
        let target = try plan.target(version, among: await provider.capabilities().versions)
        try await order(.update, version: target, at: workerID, in: cluster, for: caller)
    }

    private func order(
        _ act: WorkerAct,
        version: KubernetesVersion?,
        at workerID: String,
        in cluster: Cluster,
        for caller: Caller
    ) async throws {
        let changed = try await ordering.change(cluster, for: caller) { cluster in
            guard let index = cluster.workers.firstIndex(where: { $0.id == workerID }) else { return }
            cluster.workers[index].order(act, version: version)
        }
        guard let worker = changed.workers.first(where: { $0.id == workerID }) else { throw APIError.workerNotFound }
        guard !worker.isDeleting else { throw APIError.workerBeingRemoved(workerID) }
    }

    private func plan(_ request: WorkerAddRequest, for cluster: Cluster) throws -> WorkerPlan {
        let plan = try WorkerPlan(
            machineType: request.machineType ?? "",
            count: request.workerNum ?? request.count ?? 1,
            isolation: request.isolation,
            for: cluster
        )
        try PrivateVLAN(zone: cluster.zone)
            .check(privateVLAN: request.privateVlan, publicVLAN: request.publicVlan)
        guard plan.count > 0 else {
            throw APIError.badRequest(code: "E0006", "The number of workers to add is missing.")
        }
        return plan
    }
}
