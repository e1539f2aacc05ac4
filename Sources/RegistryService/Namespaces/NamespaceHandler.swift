// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model

/// `/api/v1/namespaces` and what is below.
struct NamespaceHandler: Sendable {
    let service: NamespaceService
    let callers: RegistryCallerRecognition

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        return try .json(try await service.namespaces(of: caller).map(\.name))
    }

    func details(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        return try .json(try await service.namespaces(of: caller).map(service.details))
    }

    func add(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let name = request.parameters["namespace"] ?? ""
        let isNew = try await service.add(name, for: caller)
        return try .json(RegistryNamespaceAnswer(namespace: name), status: isNew ? 201 : 200)
    }

    func remove(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        try await service.remove(request.parameters["namespace"] ?? "", for: caller)
        return HTTPResponse(status: 204)
    }
}
