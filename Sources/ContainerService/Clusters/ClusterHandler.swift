// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// `/v1/clusters` and one cluster below it.
struct ClusterHandler: Sendable {
    let service: ClusterService
    let locations: LocationService
    let hibernation: HibernationService
    let callers: CallerRecognition

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let names = try await service.organizationNames(of: caller)
        let clusters = try await service.clusters(of: caller, in: request.headers["X-Region"])
        let latest = await service.latestVersion()
        return try .json(clusters.map { ClusterInfo(of: $0, organizationNames: names, latest: latest) })
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let cluster = try await service.create(
            RequestBody.decode(from: request.body),
            in: request.headers["X-Region"],
            for: caller
        )
        return try .json(ClusterCreateResponse(id: cluster.id), status: 201)
    }

    func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let name = request.parameters["cluster"] ?? request.queryValue("cluster") ?? ""
        let cluster = try await service.cluster(name, of: caller, to: .see)
        let names = try await service.organizationNames(of: caller)
        let latest = await service.latestVersion()
        var info = ClusterInfo(of: cluster, organizationNames: names, latest: latest)
        if request.queryValue("showResources") == "true" {
            info.addons = ["customer-storage-pod", "basic-ingress-v2", "storage-watcher-pod"].map {
                ClusterAddon(name: $0, enabled: false)
            }
            info.vlans = try await locations.subnets(of: [cluster]).map { ClusterVLAN(of: $0.cluster, with: $0.subnet) }
        }
        return try .json(info)
    }

    func changeHibernation(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let order = try RequestBody.decode(HibernationRequest.self, from: request.body)
        try await hibernation.change(order, of: request.parameters["cluster"] ?? "", for: caller)
        return HTTPResponse(status: 204)
    }

    /// Whatever `deleteResources` says, no subnet and no storage outlives its cluster.
    func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        try await service.delete(request.parameters["cluster"] ?? "", of: caller)
        return HTTPResponse(status: 204)
    }
}
