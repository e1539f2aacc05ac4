// SPDX-License-Identifier: Apache-2.0

package import API
package import FoundationEssentials
import HTTP

/// Calls the container service; a cluster is named by its name or its identifier.
package struct ClusterClient: Sendable {
    private let endpoint: String
    private let connection: AuthorizedConnection
    private let region: String

    /// `endpoint` is the address of the container service, without `/v1`; calls are for `region` if it is not empty.
    package init(endpoint: String, connection: AuthorizedConnection, region: String = "") {
        self.endpoint = endpoint
        self.connection = connection
        self.region = region
    }

    package func clusters() async throws(ClientError) -> [ClusterInfo] {
        try await value([ClusterInfo].self, .get, "/v1/clusters")
    }

    /// Orders a cluster and gives its identifier; the work goes on after the call.
    package func create(_ request: ClusterCreateRequest) async throws(ClientError) -> String {
        try await value(ClusterCreateResponse.self, .post, "/v1/clusters", body: Self.encoded(request)).id
    }

    package func cluster(_ cluster: String) async throws(ClientError) -> ClusterInfo {
        try await value(ClusterInfo.self, .get, path(cluster) + "?showResources=true")
    }

    /// What happened to a cluster, oldest first.
    package func events(of cluster: String) async throws(ClientError) -> [ClusterEventInfo] {
        try await value([ClusterEventInfo].self, .get, path(cluster) + "/events")
    }

    /// Has the master get another version; the work goes on after the call.
    package func update(_ cluster: String, _ request: ClusterUpdateRequest) async throws(ClientError) {
        try await send(.put, path(cluster), body: Self.encoded(request))
    }

    /// Has the master restart; the work goes on after the call.
    package func refreshMaster(of cluster: String) async throws(ClientError) {
        let request = ClusterUpdateRequest(action: ClusterUpdateRequest.refresh)
        try await send(.put, path(cluster) + "/masters", body: Self.encoded(request))
    }

    /// Where the API server is to send its audit events.
    package func auditWebhook(of cluster: String) async throws(ClientError) -> AuditWebhookInfo {
        try await value(AuditWebhookInfo.self, .get, auditWebhookPath(cluster))
    }

    /// Sets where the API server is to send its audit events.
    package func setAuditWebhook(_ webhook: AuditWebhookInfo, of cluster: String) async throws(ClientError) {
        try await send(.put, auditWebhookPath(cluster), body: Self.encoded(webhook))
    }

    /// The API server is to send no audit events.
    package func unsetAuditWebhook(of cluster: String) async throws(ClientError) {
        try await send(.delete, auditWebhookPath(cluster))
    }

    private func auditWebhookPath(_ cluster: String) -> String {
        path(cluster) + "/apiserverconfigs/auditwebhook"
    }

    /// Says when a cluster is frozen.
    package func changeHibernation(of cluster: String, _ request: HibernationRequest) async throws(ClientError) {
        try await send(.put, path(cluster) + "/hibernation", body: Self.encoded(request))
    }

    /// Has a cluster removed with all that belongs to it; the work goes on after the call.
    package func delete(_ cluster: String) async throws(ClientError) {
        try await send(.delete, path(cluster) + "?deleteResources=true")
    }

    /// The zip archive with the kubeconfig of the user, or of the super user for `isAdmin`.
    package func configuration(of cluster: String, isAdmin: Bool) async throws(ClientError) -> Data {
        let suffix = isAdmin ? "/config/admin" : "/config"
        return try await connection.call(.get, endpoint + path(cluster) + suffix, headers: headers).bytes
    }

    /// The Kubernetes versions that clusters can be made of.
    package func kubernetesVersions() async throws(ClientError) -> [KubeVersionInfo] {
        try await value([KubeVersionInfo].self, .get, "/v1/kube-versions")
    }

    func path(_ cluster: String) -> String {
        "/v1/clusters/" + PercentCoding.encode(cluster)
    }

    func value<Value: Decodable>(
        _ type: Value.Type,
        _ method: HTTPMethod,
        _ path: String,
        body: Data = Data()
    ) async throws(ClientError) -> Value {
        try await connection.value(type, method, endpoint + path, body: body, headers: headers)
    }

    /// Sends a request whose answer has nothing to read.
    ///
    /// `others` are headers beside those of every call.
    func send(
        _ method: HTTPMethod,
        _ path: String,
        body: Data = Data(),
        headers others: HTTPHeaders = [:]
    ) async throws(ClientError) {
        _ = try await connection.call(method, endpoint + path, body: body) { credentials in
            var all = headers(credentials)
            for (name, value) in others.fields { all[name] = value }
            return all
        }
    }

    static func encoded(_ request: some Encodable) throws(ClientError) -> Data {
        do {
            return try JSONEncoder().encode(request)
        } catch {
            throw .unavailable(reason: "the request cannot be written as JSON")
        }
    }

    @Sendable private func headers(_ credentials: Credentials) -> HTTPHeaders {
        var headers: HTTPHeaders = [
            "Authorization": credentials.authorization,
            "Content-Type": "application/json",
            "X-Auth-Refresh-Token": credentials.refreshToken,
            "X-Auth-Resource-Account": credentials.accountID,
            "X-Auth-Resource-Org": credentials.organizationID,
            "X-Auth-Resource-Space": credentials.spaceID,
            "X-Region": region.isEmpty ? credentials.region : region,
        ]
        for (name, value) in headers.fields where value.isEmpty { headers[name] = nil }
        return headers
    }
}
