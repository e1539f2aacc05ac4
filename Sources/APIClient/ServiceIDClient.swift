// SPDX-License-Identifier: Apache-2.0

package import API
import HTTP

/// Manages the service ids of accounts.
package struct ServiceIDClient: Sendable {
    private let base: String
    private let connection: AuthorizedConnection

    /// `endpoint` is that of the token service.
    package init(endpoint: String, connection: AuthorizedConnection) {
        base = endpoint + "/v1/serviceids"
        self.connection = connection
    }

    /// The service ids of the account, by name.
    package func serviceIDs(of accountID: String) async throws(ClientError) -> [ServiceIDResource] {
        let url = "\(base)?account_id=\(PercentCoding.encode(accountID))&sort=name&pagesize=100"
        return try await connection.items(ServiceIDPage.self, at: url)
    }

    /// Makes a service id.
    package func create(_ order: ServiceIDRequest) async throws(ClientError) -> ServiceIDResource {
        try await connection.send(.post, base, order)
    }

    /// Changes the service id if `version` is its present one.
    package func update(
        _ id: String,
        _ change: ServiceIDRequest,
        version: String
    ) async throws(ClientError) -> ServiceIDResource {
        try await connection.send(.put, url(id), change, version: version)
    }

    /// Deletes the service id with its API keys.
    package func delete(_ id: String) async throws(ClientError) {
        _ = try await connection.call(.delete, url(id))
    }

    /// Turns the lock of the service id on or off.
    package func setLocked(_ isLocked: Bool, _ id: String) async throws(ClientError) {
        _ = try await connection.call(isLocked ? .post : .delete, url(id) + "/lock")
    }

    private func url(_ id: String) -> String {
        "\(base)/\(PercentCoding.encode(id))"
    }
}
