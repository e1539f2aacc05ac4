// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

/// Asks for the organizations and spaces of the user's account.
package struct OrganizationClient: Sendable {
    /// An organization as it is listed.
    package typealias Organization = CloudFoundryResource<OrganizationEntity>
    /// A space as it is listed.
    package typealias Space = CloudFoundryResource<SpaceEntity>

    let endpoint: String
    let connection: AuthorizedConnection

    package init(endpoint: String, connection: AuthorizedConnection) {
        self.endpoint = endpoint
        self.connection = connection
    }

    /// The organizations of the targeted account.
    package func organizations() async throws(ClientError) -> [Organization] {
        try await all("/v2/organizations")
    }

    /// Makes an organization.
    package func createOrganization(name: String) async throws(ClientError) -> Organization {
        try await send(.post, "/v2/organizations", CloudFoundryOrder(name: name))
    }

    /// Gives an organization another name.
    package func renameOrganization(_ id: String, to name: String) async throws(ClientError) -> Organization {
        try await send(.put, "/v2/organizations/\(PercentCoding.encode(id))", CloudFoundryOrder(name: name))
    }

    /// The spaces of an organization.
    package func spaces(of organizationID: String) async throws(ClientError) -> [Space] {
        try await all("/v2/organizations/\(PercentCoding.encode(organizationID))/spaces")
    }

    /// Makes a space.
    package func createSpace(name: String, in organizationID: String) async throws(ClientError) -> Space {
        try await send(.post, "/v2/spaces", CloudFoundryOrder(name: name, organizationID: organizationID))
    }

    /// Gives a space another name.
    package func renameSpace(_ id: String, to name: String) async throws(ClientError) -> Space {
        try await send(.put, "/v2/spaces/\(PercentCoding.encode(id))", CloudFoundryOrder(name: name))
    }

    /// Removes a space.
    package func deleteSpace(_ id: String) async throws(ClientError) {
        _ = try await connection.call(.delete, endpoint + "/v2/spaces/\(PercentCoding.encode(id))")
    }

    /// The resources of all pages.
    func all<Resource: Codable & Sendable>(_ path: String) async throws(ClientError) -> [Resource] {
        var found: [Resource] = []
        var next: String? = path
        while let current = next {
            let url = current.contains("://") ? current : endpoint + current
            let page = try await connection.value(ResourcePage<Resource>.self, .get, url)
            found += page.resources
            next = page.nextURL == current ? nil : page.nextURL
        }
        return found
    }

    private func send<Resource: Decodable>(
        _ method: HTTPMethod,
        _ path: String,
        _ order: CloudFoundryOrder
    ) async throws(ClientError) -> Resource {
        // An order always can be written as JSON.
        let body = (try? JSONEncoder().encode(order)) ?? Data()
        return try await connection.value(Resource.self, method, endpoint + path, body: body)
    }
}
