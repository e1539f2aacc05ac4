// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import HTTP
import Model

/// `/apikeys` and below, as clients of 2017 call it.
struct LegacyAPIKeyHandler: Sendable {
    typealias Item = LegacyIdentityItem<LegacyAPIKeyEntity>

    let service: APIKeyService
    let authenticator: any Authenticator

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let owner = try request.queryValue("boundTo").map { try ResourceName.iamID(in: $0) }
        let wanted = try ListRequest(request)
        let page = try wanted.page(of: try await service.keys(APIKeyQuery(iamID: owner), by: actor))
        return try .unstored(LegacyIdentityPage(page, size: wanted.size) { Self.item($0) })
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try request.decode(LegacyAPIKeyEntity.self)
        guard wanted.apiKey?.isEmpty ?? true else {
            throw APIError.impossibleValue("apiKey", "the service makes the texts of keys itself")
        }
        let owner = try wanted.boundTo.flatMap { $0.isEmpty ? nil : try ResourceName.iamID(in: $0) }
        let order = APIKeyOrder(name: wanted.name, description: wanted.description, iamID: owner)
        let (key, text) = try await service.create(order, by: actor)
        return try .unstored(Self.item(key, text: text), status: 201)
    }

    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .unstored(Self.item(try await service.key(id: request.identifier, by: try await actor(of: request))))
    }

    func update(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try request.decode(LegacyAPIKeyEntity.self)
        let key = try await service.update(
            id: request.identifier,
            APIKeyUpdateRequest(name: wanted.name, description: wanted.description),
            version: request.headers["If-Match"],
            by: actor
        )
        return try .unstored(Self.item(key))
    }

    func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await service.delete(id: request.identifier, by: try await actor(of: request))
        return HTTPResponse(status: 204)
    }

    private func actor(of request: HTTPRequest) async throws -> ManagementActor {
        try await ManagementActor(of: request, authenticator: authenticator)
    }

    private static func item(_ key: APIKey, text: String? = nil) -> Item {
        var metadata = Item.Metadata(
            uuid: key.id,
            crn: ResourceName.apiKey(key),
            version: key.version,
            createdAt: key.createdAt.minuteOffsetText,
            modifiedAt: key.modifiedAt.minuteOffsetText
        )
        metadata.lastUsedAt = key.lastUsedAt?.minuteOffsetText
        var entity = LegacyAPIKeyEntity(
            boundTo: ResourceName.identity(iamID: key.iamID, accountID: key.accountID),
            name: key.name,
            description: key.description
        )
        entity.apiKey = text
        entity.locked = key.isLocked
        return Item(metadata: metadata, entity: entity)
    }
}

extension LegacyIdentityPage {
    /// The page that shows `page`.
    init<Thing>(_ page: ListPage<Thing>, size: Int, _ item: (Thing) -> LegacyIdentityItem<Entity>) {
        self.init(currentPage: page.offset / size + 1, pageSize: size, items: page.items.map(item))
        nextPageToken = page.next ?? ""
        prevPageToken = page.previous ?? ""
    }
}
