// SPDX-License-Identifier: Apache-2.0

package import API
import HTTP

/// Asks an endpoint what it is and where its services are.
package struct DiscoveryClient: Sendable {
    private let connection: ServiceConnection

    package init(_ connection: ServiceConnection) {
        self.connection = connection
    }

    package func info(of endpoint: String) async throws(ClientError) -> ServerInfo {
        let url = endpoint + "/v2/info"
        let response = try await connection.answer(.get, url)
        guard response.status == 200 else { throw .unexpectedAnswer(url: url, status: response.status) }
        return try connection.decode(ServerInfo.self, from: response, url: url)
    }
}
