// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import HTTP
import Model

/// `/v1/serviceids` and below.
struct ServiceIDHandler: Sendable {
    let service: ServiceIDService
    let authenticator: any Authenticator
    let publicURL: String

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try ListRequest(request)
        let found = try await service.serviceIDs(
            accountID: request.queryValue("account_id"),
            name: request.queryValue("name"),
            by: actor
        )
        let page = try wanted.page(of: found)
        let links = PageLinks(request, publicURL: publicURL)
        var body = ServiceIDPage(
            offset: page.offset,
            limit: wanted.size,
            first: links.link(""),
            serviceids: page.items.map(ServiceIDResource.init)
        )
        body.previous = page.previous.map(links.link)
        body.next = page.next.map(links.link)
        return try .unstored(body)
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try request.decode(ServiceIDRequest.self)
        let made = try await service.create(wanted, isLocked: request.isSet("Entity-Lock"), by: actor)
        var body = ServiceIDResource(made.serviceID)
        body.apikey = made.key.map { APIKeyResource($0.key, text: $0.text) }
        return try .unstored(body, status: 201)
    }

    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        return try .unstored(ServiceIDResource(try await service.serviceID(id: request.identifier, by: actor)))
    }

    func update(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try request.decode(ServiceIDRequest.self)
        let version = request.headers["If-Match"]
        let updated = try await service.update(id: request.identifier, wanted, version: version, by: actor)
        return try .unstored(ServiceIDResource(updated))
    }

    func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await service.delete(id: request.identifier, by: try await actor(of: request))
        return HTTPResponse(status: 204)
    }

    /// `isLocked` is what the service id is to be.
    func setLocked(_ isLocked: Bool, _ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        return try .unstored(
            ServiceIDResource(try await service.setLocked(isLocked, id: request.identifier, by: actor))
        )
    }

    private func actor(of request: HTTPRequest) async throws -> ManagementActor {
        try await ManagementActor(of: request, authenticator: authenticator)
    }
}

extension ServiceIDResource {
    init(_ serviceID: ServiceID) {
        self.init(
            id: serviceID.id,
            iamID: serviceID.iamID,
            entityTag: serviceID.version,
            crn: ResourceName.serviceID(serviceID),
            accountID: serviceID.accountID,
            name: serviceID.name
        )
        description = serviceID.description.isEmpty ? nil : serviceID.description
        locked = serviceID.isLocked
        createdAt = serviceID.createdAt.minuteOffsetText
        modifiedAt = serviceID.modifiedAt.minuteOffsetText
        uniqueInstanceCRNs = serviceID.instanceNames
    }
}
