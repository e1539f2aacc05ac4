// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

/// Calls the registry's API; what is in it belongs to the account of the credentials.
package struct RegistryClient: Sendable {
    let endpoint: String
    let connection: AuthorizedConnection

    /// `endpoint` is the address of the registry's API, without `/api/v1`.
    package init(endpoint: String, connection: AuthorizedConnection) {
        self.endpoint = endpoint
        self.connection = connection
    }

    // MARK: - Namespaces

    package func namespaces() async throws(ClientError) -> [String] {
        try await value([String].self, .get, "/namespaces")
    }

    /// Adds a namespace; tells whether it is new.
    package func addNamespace(_ name: String) async throws(ClientError) -> Bool {
        try await send(.put, "/namespaces/" + PercentCoding.encode(name)).status == 201
    }

    /// Removes a namespace with all its images.
    package func removeNamespace(_ name: String) async throws(ClientError) {
        try await send(.delete, "/namespaces/" + PercentCoding.encode(name))
    }

    // MARK: - Tokens

    package func tokens() async throws(ClientError) -> [RegistryTokenInfo] {
        try await value(RegistryTokenList.self, .get, "/tokens").tokens
    }

    /// Makes a token and gives its text.
    package func addToken(
        description: String,
        isPermanent: Bool,
        canWrite: Bool
    ) async throws(ClientError) -> String {
        let query = [
            (name: "description", value: description), (name: "permanent", value: String(isPermanent)),
            (name: "write", value: String(canWrite)),
        ]
        return try await value(RegistryTokenAnswer.self, .post, "/tokens?" + Self.text(of: query)).token
    }

    /// The token with this identifier, its text included.
    package func token(_ id: String) async throws(ClientError) -> RegistryTokenInfo {
        try await value(RegistryTokenInfo.self, .get, "/tokens/" + PercentCoding.encode(id))
    }

    package func removeToken(_ id: String) async throws(ClientError) {
        try await send(.delete, "/tokens/" + PercentCoding.encode(id))
    }

    // MARK: - Quotas and plans

    package func quota() async throws(ClientError) -> RegistryQuota {
        try await value(RegistryQuota.self, .get, "/quotas")
    }

    package func setQuota(_ change: RegistryQuotaChange) async throws(ClientError) {
        try await send(.patch, "/quotas", body: ClusterClient.encoded(change))
    }

    /// `Free` or `Standard`.
    package func plan() async throws(ClientError) -> String {
        try await value(RegistryPlanInfo.self, .get, "/plans").plan
    }

    package func setPlan(_ plan: String) async throws(ClientError) {
        try await send(.patch, "/plans", body: ClusterClient.encoded(RegistryPlanInfo(plan: plan)))
    }

    // MARK: - Calls

    func value<Value: Decodable>(
        _ type: Value.Type,
        _ method: HTTPMethod,
        _ path: String
    ) async throws(ClientError) -> Value {
        try await connection.value(type, method, url(path), headers: Self.headers)
    }

    @discardableResult
    func send(_ method: HTTPMethod, _ path: String, body: Data = Data()) async throws(ClientError) -> HTTPResponse {
        try await connection.call(method, url(path), body: body, headers: Self.headers)
    }

    func url(_ path: String) -> String {
        "\(endpoint)/api/v1\(path)"
    }

    static func text(of query: [(name: String, value: String)]) -> String {
        String(decoding: PercentCoding.encodeForm(query), as: UTF8.self)
    }

    @Sendable static func headers(_ credentials: Credentials) -> HTTPHeaders {
        [
            "Authorization": credentials.authorization, "Account": credentials.accountID,
            "Content-Type": "application/json",
        ]
    }
}
