// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import HTTP
import Model

/// Organizations and spaces over HTTP, in the form of Cloud Foundry.
struct OrganizationHandler: Sendable {
    let organizations: OrganizationService
    let authenticator: any Authenticator
    /// The address of the server, for the list of regions.
    let baseURL: String

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let name = try Self.nameFilter(request)
        let region = request.queryValue("region") ?? ""
        let found = try await organizations.organizations(seenBy: principal)
            .filter { (name == nil || $0.name == name) && (region.isEmpty || $0.region == region) }
        return try .json(ResourcePage(found.map(Self.resource)))
    }

    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        return try .json(Self.resource(try await organizations.organization(id: request.guid, seenBy: principal)))
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let order: CloudFoundryOrder = try request.decoded()
        let made = try await organizations.createOrganization(name: order.name, by: principal)
        return try .json(Self.resource(made), status: 201)
    }

    func rename(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let order: CloudFoundryOrder = try request.decoded()
        let id = request.guid
        let renamed = try await organizations.renameOrganization(id: id, to: order.name, by: principal)
        return try .json(Self.resource(renamed), status: 201)
    }

    /// The spaces of the organization in the path, or of all.
    func listSpaces(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let name = try Self.nameFilter(request)
        let found = try await organizations.spaces(organizationID: request.parameters["guid"], seenBy: principal)
            .filter { name == nil || $0.name == name }
        return try .json(ResourcePage(found.map(Self.resource)))
    }

    func getSpace(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        return try .json(Self.resource(try await organizations.space(id: request.guid, seenBy: principal)))
    }

    func createSpace(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let order: CloudFoundryOrder = try request.decoded()
        let id = order.organizationID ?? ""
        let made = try await organizations.createSpace(name: order.name, organizationID: id, by: principal)
        return try .json(Self.resource(made), status: 201)
    }

    func renameSpace(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let order: CloudFoundryOrder = try request.decoded()
        let renamed = try await organizations.renameSpace(id: request.guid, to: order.name, by: principal)
        return try .json(Self.resource(renamed), status: 201)
    }

    func deleteSpace(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        try await organizations.deleteSpace(id: request.guid, by: principal)
        return HTTPResponse(status: 204)
    }

    /// The one region that there is; anyone may ask.
    func regions(_: HTTPRequest) async throws -> HTTPResponse {
        try .json([RegionInfo(region: organizations.region, baseURL: baseURL)])
    }

    /// The regions in which the organization is known: all that there are.
    func regionsOfOrganization(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await get(request)
        return try await regions(request)
    }

    /// The name that `q=name:VALUE` asks for; no other query is known.
    private static func nameFilter(_ request: HTTPRequest) throws -> String? {
        guard let query = request.queryValue("q"), !query.isEmpty else { return nil }
        guard query.hasPrefix("name:") else { throw APIError.invalidQuery(query) }
        return String(query.dropFirst("name:".count))
    }

    static func resource(_ organization: Organization) -> CloudFoundryResource<OrganizationEntity> {
        let url = "/v2/organizations/\(organization.id)"
        return CloudFoundryResource(
            metadata: CloudFoundryMetadata(
                guid: organization.id,
                url: url,
                createdAt: organization.createdAt.millisecondText,
                updatedAt: organization.updatedAt.millisecondText
            ),
            entity: OrganizationEntity(
                name: organization.name,
                spacesURL: url + "/spaces",
                accountID: organization.accountID,
                region: organization.region
            )
        )
    }

    static func resource(_ space: Space) -> CloudFoundryResource<SpaceEntity> {
        CloudFoundryResource(
            metadata: CloudFoundryMetadata(
                guid: space.id,
                url: "/v2/spaces/\(space.id)",
                createdAt: space.createdAt.millisecondText,
                updatedAt: space.updatedAt.millisecondText
            ),
            entity: SpaceEntity(name: space.name, organizationID: space.organizationID)
        )
    }
}

extension HTTPRequest {
    /// The identifier in the path.
    var guid: String {
        parameters["guid"] ?? ""
    }
}
