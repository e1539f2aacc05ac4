// SPDX-License-Identifier: Apache-2.0

package import API
import Basics
package import Model
package import Provisioning

/// Orders worker pools; their workers follow from that, and the reconciler makes them.
package struct WorkerPoolService: Sendable {
    private let clusters: ClusterService
    private let ordering: ClusterOrdering
    private let provider: any ClusterProvider

    package init(clusters: ClusterService, provider: any ClusterProvider) {
        self.clusters = clusters
        ordering = clusters.ordering
        self.provider = provider
    }

    /// A pool of a cluster that the caller may see.
    package func pool(
        _ nameOrID: String,
        in idOrName: String,
        of caller: Caller
    ) async throws -> (cluster: Cluster, pool: WorkerPool) {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .see)
        guard let pool = cluster.workerPool(nameOrID) else { throw APIError.workerPoolNotFound }
        return (cluster, pool)
    }

    package func create(
        _ request: WorkerPoolCreateRequest,
        in idOrName: String,
        for caller: Caller
    ) async throws -> (cluster: Cluster, pool: WorkerPool) {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeWorkers)
        let name = request.name ?? ""
        try WorkerPoolPlan.checkName(name)
        try WorkerPoolPlan.checkLabels(request.labels ?? [:])
        for zone in request.zones ?? [] { try check(zone, for: cluster) }
        let plan = try WorkerPlan(
            machineType: request.machineType ?? "",
            count: request.sizePerZone ?? 1,
            isolation: request.isolation,
            for: cluster
        )
        let isPlaced = !(request.zones ?? []).isEmpty
        if isPlaced { try plan.check(on: await provider.capabilities(), beside: cluster.workers.count) }
        let pool = WorkerPool(
            id: "\(cluster.id)-\(RandomText.hex(byteCount: 4))",
            name: name,
            machineType: plan.machineType.name,
            size: plan.count,
            labels: request.labels ?? [:],
            isPlaced: isPlaced
        )
        let changed = try await ordering.change(cluster, for: caller) { cluster in
            guard cluster.workerPool(name) == nil, Self.hasRoom(for: pool, in: cluster) else { return }
            cluster.workerPools.append(pool)
            cluster.fill(pool)
        }
        guard changed.workerPools.contains(where: { $0.id == pool.id }) else {
            if changed.workerPool(name) != nil { throw APIError.poolNameTaken(name) }
            throw APIError.noRoom(for: plan.count, in: changed)
        }
        return (changed, pool)
    }

    package func change(
        _ request: WorkerPoolChangeRequest,
        of nameOrID: String,
        in idOrName: String,
        for caller: Caller
    ) async throws {
        let state = request.state ?? ""
        switch state {
        case WorkerPoolChangeRequest.resizing:
            guard let size = request.sizePerZone else {
                throw APIError.badRequest(code: "E0006", "The size per zone is missing.")
            }
            try await change(nameOrID, in: idOrName, for: caller) { $0.size = size }
        case WorkerPoolChangeRequest.labels:
            let labels = request.labels ?? [:]
            try WorkerPoolPlan.checkLabels(labels)
            try await change(nameOrID, in: idOrName, for: caller) { $0.labels = labels }
        case WorkerPoolChangeRequest.rebalancing:
            try await change(nameOrID, in: idOrName, for: caller) { _ in }
        default:
            throw APIError.badRequest(
                code: "E0016",
                "The state '\(state.prefix(100))' cannot be asked for.",
                recovery: "Choose one of \(WorkerPoolChangeRequest.states.joined(separator: ", "))."
            )
        }
    }

    /// Lets the pool have workers in a location; fine if it has.
    package func place(
        _ zone: WorkerPoolZone,
        of nameOrID: String,
        in idOrName: String,
        for caller: Caller
    ) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeWorkers)
        try check(zone, for: cluster)
        try await change(nameOrID, in: idOrName, for: caller) { $0.isPlaced = true }
    }

    /// Takes the pool's workers out of a location; fine if it has none there.
    package func displace(
        from zone: String,
        of nameOrID: String,
        in idOrName: String,
        for caller: Caller
    ) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeWorkers)
        try check(WorkerPoolZone(id: zone), for: cluster)
        try await change(nameOrID, in: idOrName, for: caller) { $0.isPlaced = false }
    }

    /// Orders the end of a pool with all of its workers.
    package func remove(_ nameOrID: String, from idOrName: String, for caller: Caller) async throws {
        try await change(nameOrID, in: idOrName, for: caller) { $0.isDeleting = true }
    }

    /// Changes a pool, and orders the workers that it has to have then.
    private func change(
        _ nameOrID: String,
        in idOrName: String,
        for caller: Caller,
        _ change: @escaping @Sendable (inout WorkerPool) -> Void
    ) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeWorkers)
        guard var pool = cluster.workerPool(nameOrID) else { throw APIError.workerPoolNotFound }
        change(&pool)
        let missing = pool.wantedCount - cluster.workers(of: pool).count
        if missing > 0 {
            let plan = try WorkerPlan(machineType: pool.machineType, count: pool.wantedCount)
            let others = cluster.workers.count - cluster.workers(of: pool).count
            try plan.check(on: await provider.capabilities(), beside: others)
        } else if pool.size < 0 {
            throw APIError.badRequest(code: "E0006", "A worker pool cannot have \(pool.size) workers.")
        }
        let isDone = Locked(false)
        let changed = try await ordering.change(cluster, for: caller) { [id = pool.id] cluster in
            isDone.withLock { $0 = false }
            guard let index = cluster.workerPools.firstIndex(where: { $0.id == id }) else { return }
            var pool = cluster.workerPools[index]
            change(&pool)
            guard Self.hasRoom(for: pool, in: cluster) else { return }
            cluster.workerPools[index] = pool
            cluster.fill(pool)
            isDone.withLock { $0 = true }
        }
        guard isDone.withLock({ $0 }) else {
            if changed.workerPool(pool.id) == nil { throw APIError.workerPoolNotFound }
            throw APIError.noRoom(for: missing, in: changed)
        }
    }

    private static func hasRoom(for pool: WorkerPool, in cluster: Cluster) -> Bool {
        let missing = pool.wantedCount - cluster.workers(of: pool).count
        return cluster.workers.count + max(0, missing) <= Cluster.workerPlaces
    }

    private func check(_ zone: WorkerPoolZone, for cluster: Cluster) throws {
        guard zone.id == cluster.zone else { throw APIError.locationUnknown(zone.id, known: [cluster.zone]) }
        try PrivateVLAN(zone: cluster.zone).check(privateVLAN: zone.privateVlan, publicVLAN: zone.publicVlan)
    }
}
