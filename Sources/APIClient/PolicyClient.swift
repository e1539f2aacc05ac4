// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

/// Manages who may do what in the account that the user's token is for.
package struct PolicyClient: Sendable {
    /// A policy and the version of it that was seen.
    package typealias Seen = (policy: PolicyResource, version: String)

    private let endpoint: String
    private let connection: AuthorizedConnection

    /// `endpoint` is that of the token service.
    package init(endpoint: String, connection: AuthorizedConnection) {
        self.endpoint = endpoint
        self.connection = connection
    }

    /// The policies about this person or service id that the user may see.
    package func policies(of iamID: String, in accountID: String) async throws(ClientError) -> [PolicyResource] {
        let query = "account_id=\(PercentCoding.encode(accountID))&iam_id=\(PercentCoding.encode(iamID))"
        return try await connection.value(PolicyPage.self, .get, "\(endpoint)/v1/policies?\(query)").policies
    }

    /// One policy.
    package func policy(_ id: String) async throws(ClientError) -> Seen {
        try seen(try await connection.call(.get, url(id)), url(id))
    }

    /// Makes a policy.
    package func create(_ order: PolicyRequest) async throws(ClientError) -> Seen {
        let url = endpoint + "/v1/policies"
        return try seen(try await connection.respond(.post, url, order), url)
    }

    /// Replaces what the policy says if `version` is its present one.
    package func update(_ id: String, _ order: PolicyRequest, version: String) async throws(ClientError) -> Seen {
        try seen(try await connection.respond(.put, url(id), order, version: version), url(id))
    }

    /// Deletes the policy.
    package func delete(_ id: String) async throws(ClientError) {
        _ = try await connection.call(.delete, url(id))
    }

    /// The roles that policies about `service` can give; about any service if it is nil.
    package func roles(of service: String?, in accountID: String) async throws(ClientError) -> [RoleResource] {
        var url = "\(endpoint)/v2/roles?account_id=\(PercentCoding.encode(accountID))"
        if let service { url += "&service_name=\(PercentCoding.encode(service))" }
        let found = try await connection.value(RoleCollection.self, .get, url)
        return found.systemRoles + found.serviceRoles + found.customRoles
    }

    private func url(_ id: String) -> String {
        "\(endpoint)/v1/policies/\(PercentCoding.encode(id))"
    }

    private func seen(_ response: HTTPResponse, _ url: String) throws(ClientError) -> Seen {
        let policy = try connection.decode(PolicyResource.self, from: response, url: url)
        return (policy, response.headers["ETag"] ?? "*")
    }
}
