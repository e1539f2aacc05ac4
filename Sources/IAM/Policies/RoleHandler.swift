// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import HTTP
import Model

/// The roles that policies can give, which are the same for every service.
struct RoleHandler: Sendable {
    let authenticator: any Authenticator

    /// `GET /v2/roles`.
    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await authenticator.principal(of: request)
        try requireKnownService(request.queryValue("service_name"))
        // Policies that let one service use another are none of these.
        let isAuthorization = request.queryValue("policy_type") == "authorization"
        let roles = PlatformRole.allCases.map {
            RoleResource(crn: $0.resourceName, displayName: $0.rawValue, description: $0.explanation)
        }
        return try .json(RoleCollection(systemRoles: isAuthorization ? [] : roles))
    }

    /// `GET /acms/v1/roles`.
    func listLegacy(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await authenticator.principal(of: request)
        let service = request.queryValue("serviceName")
        try requireKnownService(service)
        let isAuthorization = request.queryValue("policyType") == "authorization"
        let roles = PlatformRole.allCases.map {
            LegacyRoleList.Role(crn: $0.resourceName, displayName: $0.rawValue, description: $0.explanation)
        }
        return try .json(LegacyRoleList(roles: isAuthorization ? [] : roles, hasService: service != nil))
    }

    private func requireKnownService(_ name: String?) throws {
        guard let name, !PolicyTerms.services.contains(name) else { return }
        let known = PolicyTerms.services.joined(separator: " and ")
        throw APIError.impossibleValue("service_name", "the services here are \(known)")
    }
}
