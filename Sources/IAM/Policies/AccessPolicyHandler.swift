// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Basics
import HTTP
import Model

/// `/v1/policies` and below.
struct AccessPolicyHandler: Sendable {
    let service: AccessPolicyService
    let authenticator: any Authenticator
    let publicURL: String

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let wanted = try PolicyListRequest(request)
        let query = AccessPolicyQuery(
            accountID: request.queryValue("account_id"),
            iamID: request.queryValue("iam_id")
        )
        let found = try await service.policies(query, by: actor)
        let page = try wanted.page(of: found)
        var body = PolicyPage(policies: page.policies.map(resource))
        if let limit = wanted.limit {
            body.limit = limit
            body.first = PolicyPage.Link(href: link(request, start: nil))
            body.next = page.next.map { PolicyPage.Link(href: link(request, start: $0), start: $0) }
        }
        return try .unstored(body)
    }

    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let order = try await order(request, by: actor)
        return try answer(try await service.create(order, by: actor), status: 201)
    }

    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        try answer(try await service.policy(id: request.identifier, by: try await actor(of: request)))
    }

    func update(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        // Who may not see the policy learns nothing from what is wrong with the request.
        _ = try await service.policy(id: request.identifier, by: actor)
        let order = try await order(request, by: actor)
        let version = request.headers["If-Match"]
        return try answer(try await service.update(id: request.identifier, order, version: version, by: actor))
    }

    /// Sets the state; deleted policies are gone here, so that the only state is the one that they have.
    func setState(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        let policy = try await service.changeable(
            id: request.identifier,
            version: request.headers["If-Match"],
            isVersionNeeded: true,
            by: actor
        )
        guard try request.decode(PolicyStateRequest.self).state == "active" else {
            throw APIError.impossibleValue("state", "it is always active; use DELETE to end a policy")
        }
        return try answer(policy)
    }

    func delete(_ request: HTTPRequest) async throws -> HTTPResponse {
        let actor = try await actor(of: request)
        try await service.delete(id: request.identifier, version: request.headers["If-Match"], by: actor)
        return HTTPResponse(status: 204)
    }

    private func actor(of request: HTTPRequest) async throws -> ManagementActor {
        try await ManagementActor(of: request, authenticator: authenticator)
    }

    private func order(_ request: HTTPRequest, by actor: ManagementActor) async throws -> AccessPolicyOrder {
        let accountID = try await service.accountID(of: actor, requested: nil)
        let body = try request.decode(PolicyRequest.self)
        guard body.type == "access" else {
            throw APIError.impossibleValue("type", "policies are of type access; services need none for one another")
        }
        guard body.subjects.count == 1, body.subjects[0].attributes.count == 1,
            let iamID = body.subjects[0].value("iam_id")
        else { throw APIError.impossibleValue("subjects", "name one, with the attribute iam_id alone") }
        let description = try GivenText.description(body.description ?? "")
        do {
            let terms = try PolicyTerms(roles: body.roles, resources: body.resources, accountID: accountID)
            return AccessPolicyOrder(iamID: iamID, terms: terms, description: description)
        } catch {
            throw APIError.impossible(error)
        }
    }

    private func answer(_ policy: AccessPolicy, status: Int = 200) throws -> HTTPResponse {
        var response = try HTTPResponse.unstored(resource(policy), status: status)
        response.headers["ETag"] = policy.version
        return response
    }

    private func resource(_ policy: AccessPolicy) -> PolicyResource {
        let content = PolicyRequest(
            iamID: policy.iamID,
            roles: policy.orderedRoles.map {
                PolicyRoleReference(roleID: $0.resourceName, displayName: $0.rawValue, description: $0.explanation)
            },
            resource: policy.attributes.map {
                PolicyAttribute(name: $0.name, value: $0.value, operator: "stringEquals")
            },
            description: policy.description.isEmpty ? nil : policy.description
        )
        var resource = PolicyResource(id: policy.id, content, href: "\(publicURL)/v1/policies/\(policy.id)")
        (resource.createdAt, resource.createdByID) = (policy.createdAt.millisecondText, policy.createdBy)
        (resource.lastModifiedAt, resource.lastModifiedByID) = (policy.modifiedAt.millisecondText, policy.modifiedBy)
        return resource
    }

    private func link(_ request: HTTPRequest, start: String?) -> String {
        let items = request.query.filter { $0.name != "start" } + (start.map { [(name: "start", value: $0)] } ?? [])
        return "\(publicURL)\(request.path)?" + String(decoding: PercentCoding.encodeForm(items), as: UTF8.self)
    }
}

extension AccessPolicy {
    /// The roles in the order in which people list them.
    var orderedRoles: [PlatformRole] {
        PlatformRole.allCases.filter(roles.contains)
    }

    /// What the policy is about, as clients name it.
    var attributes: [(name: String, value: String)] {
        let parts: [(name: String, value: String?)] = [
            ("accountId", accountID), ("serviceName", resource.serviceName), ("region", resource.region),
            ("serviceInstance", resource.serviceInstance), ("resourceType", resource.resourceType),
            ("resource", resource.resource),
        ]
        return parts.compactMap { part in part.value.map { (part.name, $0) } }
    }
}
