// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import HTTP
import Model

/// Roles in organizations and spaces over HTTP, in the form of Cloud Foundry.
///
/// A role is a part of the path; a person is named by `username` in the body, or by id in the path.
struct OrganizationRoleHandler: Sendable {
    let service: OrganizationRoleService
    let authenticator: any Authenticator

    /// Those who have `role` in the organization.
    func list(_ role: OrganizationRole, _ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let people = try await service.people(ofOrganization: request.guid, seenBy: principal)
        return try .json(ResourcePage(people.filter { $0.roles.contains(role) }.map { Self.resource($0.user) }))
    }

    /// All people of the organization with their roles.
    func listAll(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let people = try await service.people(ofOrganization: request.guid, seenBy: principal)
        let resources = people.map { person in
            let roles = OrganizationRole.allCases.filter(person.roles.contains).map(\.cloudFoundryName)
            return Self.resource(person.user, organizationRoles: roles)
        }
        return try .json(ResourcePage(resources))
    }

    func grant(_ role: OrganizationRole, _ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let person = try Self.person(in: request)
        let organization = try await service.grant(role, in: request.guid, to: person, by: principal)
        return try .json(OrganizationHandler.resource(organization), status: 201)
    }

    func revoke(_ role: OrganizationRole, _ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        _ = try await service.revoke(role, in: request.guid, from: try Self.person(in: request), by: principal)
        return HTTPResponse(status: 204)
    }

    /// Those who have `role` in the space.
    func list(_ role: SpaceRole, _ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let people = try await service.people(ofSpace: request.guid, seenBy: principal)
        return try .json(ResourcePage(people.filter { $0.roles.contains(role) }.map { Self.resource($0.user) }))
    }

    /// All who have roles in the space.
    func listAllOfSpace(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let people = try await service.people(ofSpace: request.guid, seenBy: principal)
        let resources = people.map { person in
            let roles = SpaceRole.allCases.filter(person.roles.contains).map(\.cloudFoundryName)
            return Self.resource(person.user, spaceRoles: roles)
        }
        return try .json(ResourcePage(resources))
    }

    func grant(_ role: SpaceRole, _ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let space = try await service.grant(role, in: request.guid, to: try Self.person(in: request), by: principal)
        return try .json(OrganizationHandler.resource(space), status: 201)
    }

    func revoke(_ role: SpaceRole, _ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        _ = try await service.revoke(role, in: request.guid, from: try Self.person(in: request), by: principal)
        return HTTPResponse(status: 204)
    }

    private static func person(in request: HTTPRequest) throws -> PersonReference {
        if let id = request.parameters["user_guid"] { return .id(id) }
        let order = try? JSONDecoder().decode(CloudFoundryUserOrder.self, from: request.body)
        guard let name = order?.username, !name.isEmpty else { throw APIError.noUserName }
        return .name(name)
    }

    private static func resource(
        _ user: User,
        organizationRoles: [String]? = nil,
        spaceRoles: [String]? = nil
    ) -> CloudFoundryResource<CloudFoundryUserEntity> {
        let created = user.createdAt.millisecondText
        return CloudFoundryResource(
            metadata: CloudFoundryMetadata(
                guid: user.iamID,
                url: "/v2/users/\(user.iamID)",
                createdAt: created,
                updatedAt: created
            ),
            entity: CloudFoundryUserEntity(
                username: user.email,
                organizationRoles: organizationRoles,
                spaceRoles: spaceRoles
            )
        )
    }
}

extension OrganizationRole {
    /// The word for those who have the role in paths.
    var pathWord: String {
        switch self {
        case .user: "users"
        case .manager: "managers"
        case .billingManager: "billing_managers"
        case .auditor: "auditors"
        }
    }

    fileprivate var cloudFoundryName: String {
        switch self {
        case .user: "org_user"
        case .manager: "org_manager"
        case .billingManager: "billing_manager"
        case .auditor: "org_auditor"
        }
    }
}

extension SpaceRole {
    /// The word for those who have the role in paths.
    var pathWord: String {
        switch self {
        case .manager: "managers"
        case .developer: "developers"
        case .auditor: "auditors"
        }
    }

    fileprivate var cloudFoundryName: String {
        switch self {
        case .manager: "space_manager"
        case .developer: "space_developer"
        case .auditor: "space_auditor"
        }
    }
}
