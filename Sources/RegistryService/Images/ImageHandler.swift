// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP
import Model

/// `/api/v1/images` and what is below.
struct ImageHandler: Sendable {
    /// More than any client deletes at once.
    private static let mostDeleted = 1000

    let service: ImageService
    let namespaces: NamespaceService
    let quotas: QuotaService
    let callers: RegistryCallerRecognition

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let names = try await namespaces.namespaces(of: caller).map(\.name)
        return try .json(try await service.images(in: names, service.query(request)))
    }

    func inspect(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .json(try await service.inspection(of: try await image(of: request, to: .see)))
    }

    /// The manifest in the bytes that its digest is of.
    func manifest(_ request: HTTPRequest) async throws -> HTTPResponse {
        let manifest = try await service.manifest(of: try await image(of: request, to: .see))
        return HTTPResponse(
            status: 200,
            headers: ["Content-Type": "application/json", "Docker-Content-Digest": manifest.digest],
            body: .bytes(manifest.body)
        )
    }

    /// Queries: `fromimage`, an image, and `toimage`, the name that it gets.
    func tag(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let source = try service.reference(request.queryValue("fromimage") ?? "")
        let target = try service.reference(request.queryValue("toimage") ?? "")
        try await namespaces.demand(.see, on: source.namespace, by: caller)
        try await namespaces.demand(.push, on: target.namespace, by: caller)
        try await quotas.demandStorage(of: caller.accountID)
        try await service.tag(source, as: target)
        return HTTPResponse(status: 201)
    }

    func untag(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .json(try await service.untag(try await image(of: request, to: .deleteImages)))
    }

    func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .json(try await service.delete(try await image(of: request, to: .deleteImages)))
    }

    /// Deletes each image of a list; tells what has gone and what could not be deleted, and why.
    func deleteAll(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        guard let names = try? JSONDecoder().decode([String].self, from: request.body),
            names.count <= Self.mostDeleted
        else { throw RegistryFault.badRequest("The body is not a list of at most \(Self.mostDeleted) images.") }
        var result = RegistryBulkDeletion()
        for name in names {
            do {
                let reference = try service.reference(name)
                try await namespaces.demand(.deleteImages, on: reference.namespace, by: caller)
                _ = try await service.delete(reference)
                result.success.append(name)
            } catch let error as APIError {
                result.error[name] = .init(code: error.code, message: error.message)
            }
        }
        return try .json(result)
    }

    /// The image that the path names, once it is known that the caller may do this with it.
    private func image(of request: HTTPRequest, to action: RegistryAction) async throws -> ImageReference {
        let caller = try await callers.caller(of: request)
        let reference = try service.reference(request.parameters["image"] ?? "")
        try await namespaces.demand(action, on: reference.namespace, by: caller)
        return reference
    }
}
