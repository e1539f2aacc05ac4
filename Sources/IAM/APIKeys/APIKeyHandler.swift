// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import HTTP
import Model

/// `/v1/apikeys` and below.
struct APIKeyHandler: Sendable {
    let service: APIKeyService
    let authenticator: any Authenticator
    let publicURL: String

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try ListRequest(request)
        let page = try wanted.page(of: try await service.keys(try query(request), by: actor))
        let links = PageLinks(request, publicURL: publicURL)
        var body = APIKeyPage(
            offset: page.offset,
            limit: wanted.size,
            first: links.link(""),
            apikeys: page.items.map { APIKeyResource($0) }
        )
        body.previous = page.previous.map(links.link)
        body.next = page.next.map(links.link)
        return try .unstored(body)
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try request.decode(APIKeyCreateRequest.self).checked()
        var order = APIKeyOrder(wanted, accountID: wanted.accountID)
        guard wanted.iamID != nil else { throw APIError.missingParameter("iam_id") }
        order.isLocked = request.isSet("Entity-Lock")
        order.isDisabled = request.isSet("Entity-Disable")
        let (key, text) = try await service.create(order, by: actor)
        return try .unstored(APIKeyResource(key, text: text), status: 201)
    }

    func details(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        guard let text = request.headers["IAM-ApiKey"], !text.isEmpty else {
            throw APIError.missingParameter("IAM-ApiKey")
        }
        return try .unstored(APIKeyResource(try await service.key(text: text, by: actor)))
    }

    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .unstored(APIKeyResource(try await service.key(id: request.identifier, by: try await actor(of: request))))
    }

    func update(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try request.decode(APIKeyUpdateRequest.self)
        let version = request.headers["If-Match"]
        let key = try await service.update(id: request.identifier, wanted, version: version, by: actor)
        return try .unstored(APIKeyResource(key))
    }

    func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await service.delete(id: request.identifier, by: try await actor(of: request))
        return HTTPResponse(status: 204)
    }

    /// `isLocked` is what the key is to be.
    func setLocked(_ isLocked: Bool, _ request: HTTPRequest) async throws -> HTTPResponse {
        try await service.setLocked(isLocked, id: request.identifier, by: try await actor(of: request))
        return HTTPResponse(status: 204)
    }

    /// `isDisabled` is what the key is to be.
    func setDisabled(_ isDisabled: Bool, _ request: HTTPRequest) async throws -> HTTPResponse {
        try await service.setDisabled(isDisabled, id: request.identifier, by: try await actor(of: request))
        return HTTPResponse(status: 204)
    }

    private func actor(of request: HTTPRequest) async throws -> ManagementActor {
        try await ManagementActor(of: request, authenticator: authenticator)
    }

    private func query(_ request: HTTPRequest) throws -> APIKeyQuery {
        var query = APIKeyQuery(accountID: request.queryValue("account_id"), iamID: request.queryValue("iam_id"))
        switch request.queryValue("scope") ?? "entity" {
        case "entity": break
        case "account": query.isWholeAccount = true
        default: throw APIError.impossibleValue("scope", "use entity or account")
        }
        if let type = request.queryValue("type") {
            guard let kind = APIKeyQuery.Kind(rawValue: type) else {
                throw APIError.impossibleValue("type", "use user or serviceid")
            }
            query.kind = kind
        }
        return query
    }
}

extension APIKeyResource {
    /// How the key is shown; `text` is in the answer to its creation alone.
    init(_ key: APIKey, text: String = "") {
        self.init(
            id: key.id,
            entityTag: key.version,
            crn: ResourceName.apiKey(key),
            name: key.name,
            iamID: key.iamID,
            accountID: key.accountID
        )
        description = key.description.isEmpty ? nil : key.description
        locked = key.isLocked
        disabled = key.isDisabled
        createdAt = key.createdAt.minuteOffsetText
        createdBy = key.createdBy
        modifiedAt = key.modifiedAt.minuteOffsetText
        expiresAt = key.expiresAt?.minuteOffsetText
        lastUsedAt = key.lastUsedAt?.minuteOffsetText
        apikey = text
    }
}
