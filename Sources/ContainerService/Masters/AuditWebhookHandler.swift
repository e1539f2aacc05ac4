// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// `/v1/clusters/{cluster}/apiserverconfigs/auditwebhook`.
struct AuditWebhookHandler: Sendable {
    let service: MasterService
    let callers: CallerRecognition

    /// Certificates and key are never shown again.
    func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let webhook = try await service.auditWebhook(of: request.parameters["cluster"] ?? "", for: caller)
        return try .json(AuditWebhookInfo(auditServer: webhook?.serverURL ?? ""))
    }

    func set(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let order = try RequestBody.decode(AuditWebhookInfo.self, from: request.body)
        try await service.setAuditWebhook(order, of: request.parameters["cluster"] ?? "", for: caller)
        return HTTPResponse(status: 204)
    }

    func unset(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        try await service.unsetAuditWebhook(of: request.parameters["cluster"] ?? "", for: caller)
        return HTTPResponse(status: 204)
    }
}
