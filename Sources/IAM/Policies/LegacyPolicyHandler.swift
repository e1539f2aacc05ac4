// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import HTTP
import Model

/// `/acms/v1/scopes/a%2F<account>/users/<IAM id>/policies` and below, as clients of 2017 call it.
struct LegacyPolicyHandler: Sendable {
    let service: AccessPolicyService
    let authenticator: any Authenticator

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let query = AccessPolicyQuery(accountID: try Self.accountID(of: request), iamID: Self.subject(of: request))
        return try .unstored(LegacyPolicyList(policies: try await service.policies(query, by: actor).map(Self.legacy)))
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let order = try await order(request, description: "", by: actor)
        return try Self.answer(try await service.create(order, by: actor), status: 201)
    }

    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Self.answer(try await policy(of: request, by: try await actor(of: request)))
    }

    func update(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let policy = try await policy(of: request, by: actor)
        // This form has no description, so that the policy keeps its own.
        let order = try await order(request, description: policy.description, by: actor)
        let version = request.headers["If-Match"]
        return try Self.answer(try await service.update(id: policy.id, order, version: version, by: actor))
    }

    func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let policy = try await policy(of: request, by: actor)
        try await service.delete(id: policy.id, version: request.headers["If-Match"], by: actor)
        return HTTPResponse(status: 204)
    }

    private func actor(of request: HTTPRequest) async throws -> ManagementActor {
        try await ManagementActor(of: request, authenticator: authenticator)
    }

    /// The policy that the path names with its account and its subject.
    private func policy(of request: HTTPRequest, by actor: ManagementActor) async throws -> AccessPolicy {
        _ = try await service.accountID(of: actor, requested: try Self.accountID(of: request))
        let policy = try await service.policy(id: request.identifier, by: actor)
        guard policy.iamID == Self.subject(of: request) else { throw APIError.policyNotFound }
        return policy
    }

    private func order(
        _ request: HTTPRequest,
        description: String,
        by actor: ManagementActor
    ) async throws -> AccessPolicyOrder {
        let accountID = try await service.accountID(of: actor, requested: try Self.accountID(of: request))
        let body = try request.decode(LegacyPolicy.self)
        do {
            let terms = try PolicyTerms(
                roles: body.roles.map { PolicyRoleReference(roleID: $0.id) },
                resources: body.resources.map { PolicyAttributes(attributes: Self.attributes(of: $0)) },
                accountID: accountID
            )
            return AccessPolicyOrder(iamID: Self.subject(of: request), terms: terms, description: description)
        } catch {
            throw APIError.impossible(error)
        }
    }

    private static func accountID(of request: HTTPRequest) throws -> String {
        // Also with a slash that was not encoded, as some documentation of the time has it.
        if let accountID = request.parameters["account"] { return accountID }
        let scope = request.parameters["scope"] ?? ""
        guard scope.hasPrefix("a/") else {
            throw APIError.impossibleValue("scope", "use a%2F and the identifier of the account")
        }
        return String(scope.dropFirst(2))
    }

    /// Whose policies: service ids are named with and without what makes an IAM id of them.
    private static func subject(of request: HTTPRequest) -> String {
        let name = request.parameters["subject"] ?? ""
        return name.hasPrefix("ServiceId-") ? "iam-" + name : name
    }

    private static func attributes(of resource: LegacyPolicy.Resource) -> [PolicyAttribute] {
        let parts: [(name: String, value: String?)] = [
            ("serviceName", resource.serviceName), ("serviceInstance", resource.serviceInstance),
            ("region", resource.region), ("resourceType", resource.resourceType), ("resource", resource.resource),
            ("accountId", resource.accountId), ("spaceId", resource.spaceId),
            ("organizationId", resource.organizationId), ("resourceGroupId", resource.resourceGroupId),
        ]
        return parts.compactMap { part in
            guard let value = part.value, !value.isEmpty else { return nil }
            return PolicyAttribute(name: part.name, value: value)
        }
    }

    private static func answer(_ policy: AccessPolicy, status: Int = 200) throws -> HTTPResponse {
        var response = try HTTPResponse.unstored(legacy(policy), status: status)
        response.headers["ETag"] = policy.version
        return response
    }

    private static func legacy(_ policy: AccessPolicy) -> LegacyPolicy {
        var resource = LegacyPolicy.Resource()
        resource.accountId = policy.accountID
        resource.serviceName = policy.resource.serviceName
        resource.serviceInstance = policy.resource.serviceInstance
        resource.region = policy.resource.region
        resource.resourceType = policy.resource.resourceType
        resource.resource = policy.resource.resource
        let roles = policy.orderedRoles.map {
            LegacyPolicy.Role(id: $0.resourceName, displayName: $0.rawValue, description: $0.explanation)
        }
        return LegacyPolicy(id: policy.id, roles: roles, resources: [resource])
    }
}
