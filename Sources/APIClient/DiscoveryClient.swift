// SPDX-License-Identifier: Apache-2.0

package import API
import HTTP

/// Asks an endpoint what it is and where its services are.
package struct DiscoveryClient: Sendable {
    private struct IdentityConfiguration: Decodable {
        let passcodeEndpoint: String?

        enum CodingKeys: String, CodingKey {
            case passcodeEndpoint = "passcode_endpoint"
        }
    }

    private let connection: ServiceConnection

    package init(_ connection: ServiceConnection) {
        self.connection = connection
    }

    package func info(of endpoint: String) async throws(ClientError) -> ServerInfo {
        try await value(ServerInfo.self, at: endpoint + "/v2/info")
    }

    /// The regions that the server knows.
    package func regions(of endpoint: String) async throws(ClientError) -> [RegionInfo] {
        try await value([RegionInfo].self, at: endpoint + "/v2/regions")
    }

    private func value<Value: Decodable>(_ type: Value.Type, at url: String) async throws(ClientError) -> Value {
        let response = try await connection.answer(.get, url)
        guard response.status == 200 else { throw .unexpectedAnswer(url: url, status: response.status) }
        return try connection.decode(type, from: response, url: url)
    }

    /// The web page of the token service that shows one-time codes; nil if it has none, or it is not there.
    package func passcodePage(of tokenService: String) async throws(ClientError) -> String? {
        let url = tokenService + "/identity/.well-known/openid-configuration"
        let response = try await connection.answer(.get, url)
        guard response.status == 200 else { return nil }
        let page = try connection.decode(IdentityConfiguration.self, from: response, url: url).passcodeEndpoint
        guard let page, try await connection.answer(.get, page).status < 400 else { return nil }
        return page
    }
}
