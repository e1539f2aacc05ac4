// SPDX-License-Identifier: Apache-2.0

package import API
import HTTP

/// Manages API keys of people and service ids.
package struct APIKeyClient: Sendable {
    private let base: String
    private let connection: AuthorizedConnection

    /// `endpoint` is that of the token service.
    package init(endpoint: String, connection: AuthorizedConnection) {
        base = endpoint + "/v1/apikeys"
        self.connection = connection
    }

    /// The keys that this person or service id has in the account, by name.
    package func keys(of iamID: String, in accountID: String) async throws(ClientError) -> [APIKeyResource] {
        let query = "account_id=\(PercentCoding.encode(accountID))&iam_id=\(PercentCoding.encode(iamID))"
        return try await connection.items(APIKeyPage.self, at: "\(base)?\(query)&sort=name&pagesize=100")
    }

    /// One key.
    package func key(_ id: String) async throws(ClientError) -> APIKeyResource {
        try await connection.value(APIKeyResource.self, .get, url(id))
    }

    /// Makes a key; only this answer holds its text.
    package func create(_ order: APIKeyCreateRequest, isLocked: Bool) async throws(ClientError) -> APIKeyResource {
        try await connection.send(.post, base, order, headers: isLocked ? ["Entity-Lock": "true"] : [:])
    }

    /// Changes the key if `version` is its present one.
    package func update(
        _ id: String,
        _ change: APIKeyUpdateRequest,
        version: String
    ) async throws(ClientError) -> APIKeyResource {
        try await connection.send(.put, url(id), change, version: version)
    }

    /// Deletes the key, which ends its sessions.
    package func delete(_ id: String) async throws(ClientError) {
        _ = try await connection.call(.delete, url(id))
    }

    /// Turns the lock of the key on or off.
    package func setLocked(_ isLocked: Bool, _ id: String) async throws(ClientError) {
        _ = try await connection.call(isLocked ? .post : .delete, url(id) + "/lock")
    }

    /// Makes the key sign nobody in any more, or lets it do so again.
    package func setDisabled(_ isDisabled: Bool, _ id: String) async throws(ClientError) {
        _ = try await connection.call(isDisabled ? .post : .delete, url(id) + "/disable")
    }

    private func url(_ id: String) -> String {
        "\(base)/\(PercentCoding.encode(id))"
    }
}
