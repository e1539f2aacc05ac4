// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// `PUT /v1/clusters/{cluster}` and `PUT /v1/clusters/{cluster}/masters`.
struct MasterHandler: Sendable {
    let service: MasterService
    let callers: CallerRecognition

    func update(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let order = try RequestBody.decode(ClusterUpdateRequest.self, from: request.body)
        try Self.check(order.action, is: ClusterUpdateRequest.update)
        try await service.update(
            request.parameters["cluster"] ?? "",
            to: order.version,
            isForced: order.force ?? false,
            for: caller
        )
        return HTTPResponse(status: 204)
    }

    func refresh(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let order = try RequestBody.decode(ClusterUpdateRequest.self, from: request.body)
        try Self.check(order.action, is: ClusterUpdateRequest.refresh)
        try await service.refresh(request.parameters["cluster"] ?? "", for: caller)
        return HTTPResponse(status: 204)
    }

    private static func check(_ action: String?, is expected: String) throws {
        guard action == expected else {
            throw APIError.badRequest(
                code: "E0016",
                "The action '\((action ?? "").prefix(100))' does not exist.",
                recovery: "The only action here is \(expected)."
            )
        }
    }
}
