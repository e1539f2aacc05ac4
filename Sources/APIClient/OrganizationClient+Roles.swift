// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

extension OrganizationClient {
    /// Somebody in an organization or space.
    package typealias Person = CloudFoundryResource<CloudFoundryUserEntity>

    /// The organization with this id.
    package func organization(_ id: String) async throws(ClientError) -> Organization {
        try await value(Organization.self, Self.path(ofOrganization: id))
    }

    /// The space with this id.
    package func space(_ id: String) async throws(ClientError) -> Space {
        try await value(Space.self, Self.path(ofSpace: id))
    }

    /// The regions of the server.
    package func regions() async throws(ClientError) -> [RegionInfo] {
        try await value([RegionInfo].self, "/v2/regions")
    }

    /// The regions in which the organization is known.
    package func regions(of organizationID: String) async throws(ClientError) -> [RegionInfo] {
        try await value([RegionInfo].self, Self.path(ofOrganization: organizationID) + "/regions")
    }

    /// The people of the organization with their roles.
    package func people(ofOrganization id: String) async throws(ClientError) -> [Person] {
        try await all(Self.path(ofOrganization: id) + "/user_roles")
    }

    /// Those who have roles in the space.
    package func people(ofSpace id: String) async throws(ClientError) -> [Person] {
        try await all(Self.path(ofSpace: id) + "/user_roles")
    }

    /// Makes the user one of `holders`: `users`, `managers`, `billing_managers` or `auditors`.
    package func grant(_ holders: String, inOrganization id: String, to user: String) async throws(ClientError) {
        try await change(.put, "\(Self.path(ofOrganization: id))/\(holders)", user)
    }

    /// Makes the user none of `holders` any more.
    package func revoke(_ holders: String, inOrganization id: String, from user: String) async throws(ClientError) {
        try await change(.delete, "\(Self.path(ofOrganization: id))/\(holders)", user)
    }

    /// Makes the user one of `holders`: `managers`, `developers` or `auditors`.
    package func grant(_ holders: String, inSpace id: String, to user: String) async throws(ClientError) {
        try await change(.put, "\(Self.path(ofSpace: id))/\(holders)", user)
    }

    /// Makes the user none of `holders` any more.
    package func revoke(_ holders: String, inSpace id: String, from user: String) async throws(ClientError) {
        try await change(.delete, "\(Self.path(ofSpace: id))/\(holders)", user)
    }

    private func change(_ method: HTTPMethod, _ path: String, _ user: String) async throws(ClientError) {
        // An order always can be written as JSON.
        let body = (try? JSONEncoder().encode(CloudFoundryUserOrder(username: user))) ?? Data()
        _ = try await connection.call(method, endpoint + path, body: body)
    }

    private func value<Value: Decodable>(_ type: Value.Type, _ path: String) async throws(ClientError) -> Value {
        try await connection.value(type, .get, endpoint + path)
    }

    private static func path(ofOrganization id: String) -> String {
        "/v2/organizations/\(PercentCoding.encode(id))"
    }

    private static func path(ofSpace id: String) -> String {
        "/v2/spaces/\(PercentCoding.encode(id))"
    }
}

extension CloudFoundryResource<CloudFoundryUserEntity> {
    /// Whether `word` is the e-mail address or the id of the person.
    package func isCalled(_ word: String) -> Bool {
        entity.username == word.lowercased() || metadata.guid == word
    }
}
