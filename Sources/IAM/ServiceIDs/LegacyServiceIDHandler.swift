// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import HTTP
import Model

/// `/serviceids` and below, as clients of 2017 call it.
struct LegacyServiceIDHandler: Sendable {
    typealias Item = LegacyIdentityItem<LegacyServiceIDEntity>

    let service: ServiceIDService
    let authenticator: any Authenticator

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let accountID = try request.queryValue("boundTo").map { try ResourceName.accountID(in: $0) }
        let wanted = try ListRequest(request)
        let found = try await service.serviceIDs(accountID: accountID, name: nil, by: actor)
        return try .unstored(LegacyIdentityPage(try wanted.page(of: found), size: wanted.size, Self.item))
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let entity = try request.decode(LegacyServiceIDEntity.self)
        var wanted = Self.request(entity)
        wanted.accountID = try entity.boundTo.map { try ResourceName.accountID(in: $0) }
        let made = try await service.create(wanted, isLocked: false, by: actor)
        return try .unstored(Self.item(made.serviceID), status: 201)
    }

    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        return try .unstored(Self.item(try await service.serviceID(id: request.identifier, by: actor)))
    }

    func update(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = Self.request(try request.decode(LegacyServiceIDEntity.self))
        let version = request.headers["If-Match"]
        let updated = try await service.update(id: request.identifier, wanted, version: version, by: actor)
        return try .unstored(Self.item(updated))
    }

    func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await service.delete(id: request.identifier, by: try await actor(of: request))
        return HTTPResponse(status: 204)
    }

    private func actor(of request: HTTPRequest) async throws -> ManagementActor {
        try await ManagementActor(of: request, authenticator: authenticator)
    }

    private static func request(_ entity: LegacyServiceIDEntity) -> ServiceIDRequest {
        var request = ServiceIDRequest(name: entity.name, description: entity.description)
        request.uniqueInstanceCRNs = entity.uniqueInstanceCrns
        return request
    }

    private static func item(_ serviceID: ServiceID) -> Item {
        var metadata = Item.Metadata(
            uuid: serviceID.id,
            crn: ResourceName.serviceID(serviceID),
            version: serviceID.version,
            createdAt: serviceID.createdAt.minuteOffsetText,
            modifiedAt: serviceID.modifiedAt.minuteOffsetText
        )
        metadata.iamID = serviceID.iamID
        return Item(
            metadata: metadata,
            entity: LegacyServiceIDEntity(
                boundTo: ResourceName.account(serviceID.accountID),
                name: serviceID.name,
                description: serviceID.description,
                uniqueInstanceCrns: serviceID.instanceNames
            )
        )
    }
}
