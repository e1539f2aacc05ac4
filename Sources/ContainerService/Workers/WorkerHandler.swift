// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// The workers of a cluster, and one worker.
struct WorkerHandler: Sendable {
    let service: ClusterService
    let callers: CallerRecognition

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let cluster = try await service.cluster(request.parameters["cluster"] ?? "", of: caller, to: .see)
        return try .json(cluster.workers.map { WorkerInfo(of: $0, in: cluster) })
    }

    func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let found = try await service.worker(
            request.parameters["worker"] ?? "",
            in: request.parameters["cluster"],
            of: caller
        )
        return try .json(WorkerInfo(of: found.worker, in: found.cluster))
    }
}
