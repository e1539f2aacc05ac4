// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// `GET /v1/clusters/{cluster}/events`: what happened to a cluster, oldest first.
struct ClusterEventHandler: Sendable {
    let clusters: ClusterService
    let callers: CallerRecognition

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let events = try await clusters.events(of: request.parameters["cluster"] ?? "", for: caller)
        return try .json(events.map { ClusterEventInfo(of: $0) })
    }
}
