// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// The worker pools of a cluster, and one pool.
struct WorkerPoolHandler: Sendable {
    let clusters: ClusterService
    let service: WorkerPoolService
    let callers: CallerRecognition

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let cluster = try await clusters.cluster(Self.cluster(request), of: caller, to: .see)
        return try .json(cluster.workerPools.map { WorkerPoolInfo(of: $0, in: cluster) })
    }

    func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let found = try await service.pool(Self.pool(request), in: Self.cluster(request), of: caller)
        return try .json(WorkerPoolInfo(of: found.pool, in: found.cluster))
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let order = try RequestBody.decode(WorkerPoolCreateRequest.self, from: request.body)
        let made = try await service.create(order, in: Self.cluster(request), for: caller)
        return try .json(WorkerPoolInfo(of: made.pool, in: made.cluster), status: 201)
    }

    func change(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let order = try RequestBody.decode(WorkerPoolChangeRequest.self, from: request.body)
        try await service.change(order, of: Self.pool(request), in: Self.cluster(request), for: caller)
        return HTTPResponse(status: 204)
    }

    func remove(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        try await service.remove(Self.pool(request), from: Self.cluster(request), for: caller)
        return HTTPResponse(status: 204)
    }

    func addZone(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let zone = try RequestBody.decode(WorkerPoolZone.self, from: request.body)
        try await service.place(zone, of: Self.pool(request), in: Self.cluster(request), for: caller)
        return HTTPResponse(status: 201)
    }

    func removeZone(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let zone = request.parameters["zone"] ?? ""
        try await service.displace(from: zone, of: Self.pool(request), in: Self.cluster(request), for: caller)
        return HTTPResponse(status: 204)
    }

    private static func cluster(_ request: HTTPRequest) -> String { request.parameters["cluster"] ?? "" }
    private static func pool(_ request: HTTPRequest) -> String { request.parameters["pool"] ?? "" }
}

extension WorkerPoolInfo {
    /// The pool as clients see it.
    init(of pool: WorkerPool, in cluster: Cluster) {
        self.init(id: pool.id, name: pool.name)
        let count = cluster.workers(of: pool).count
        region = cluster.region
        state = pool.isDeleting ? "deleting" : "active"
        sizePerZone = pool.size
        machineType = pool.machineType
        labels = pool.labels
        isBalanced = count == pool.wantedCount
        let vlan = PrivateVLAN(zone: cluster.zone).id
        zones =
            pool.isPlaced
            ? [WorkerPoolZone(id: cluster.zone, privateVlan: vlan, publicVlan: "", workerCount: count)] : []
    }
}
