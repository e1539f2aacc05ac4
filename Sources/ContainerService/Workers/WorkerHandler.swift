// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// The workers of a cluster, and one worker.
struct WorkerHandler: Sendable {
    let clusters: ClusterService
    let service: WorkerService
    let callers: CallerRecognition

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let cluster = try await clusters.cluster(request.parameters["cluster"] ?? "", of: caller, to: .see)
        return try .json(cluster.workers.map { WorkerInfo(of: $0, in: cluster) })
    }

    func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let found = try await clusters.worker(
            request.parameters["worker"] ?? "",
            in: request.parameters["cluster"],
            of: caller
        )
        return try .json(WorkerInfo(of: found.worker, in: found.cluster))
    }

    /// Answers with the new workers; clients of the original take no notice of a body.
    func add(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let order = try RequestBody.decode(WorkerAddRequest.self, from: request.body)
        let result = try await service.add(order, to: request.parameters["cluster"] ?? "", for: caller)
        return try .json(result.added.map { WorkerInfo(of: $0, in: result.cluster) }, status: 201)
    }

    func remove(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let (worker, cluster) = (request.parameters["worker"] ?? "", request.parameters["cluster"] ?? "")
        try await service.remove(worker, from: cluster, for: caller)
        return HTTPResponse(status: 204)
    }

    func change(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let (worker, cluster) = (request.parameters["worker"] ?? "", request.parameters["cluster"] ?? "")
        let order = try RequestBody.decode(WorkerActionRequest.self, from: request.body)
        if order.action == WorkerActionRequest.update {
            try await service.update(
                worker,
                in: cluster,
                to: order.version,
                isForced: order.force ?? false,
                for: caller
            )
        } else {
            try await service.order(try Self.act(order.action ?? ""), at: worker, in: cluster, for: caller)
        }
        return HTTPResponse(status: 204)
    }

    private static func act(_ action: String) throws -> WorkerAct {
        switch action {
        case WorkerActionRequest.softReboot: return .reboot
        case WorkerActionRequest.hardReboot: return .hardReboot
        case WorkerActionRequest.reload: return .reload
        default:
            throw APIError.badRequest(
                code: "E0016",
                "The action '\(action.prefix(100))' does not exist.",
                recovery: "Choose one of \(WorkerActionRequest.actions.joined(separator: ", "))."
            )
        }
    }
}
