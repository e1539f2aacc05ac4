// SPDX-License-Identifier: Apache-2.0

package import API
package import FoundationEssentials
import HTTP

/// Asks a plug-in repository.
package struct PluginRepositoryClient: Sendable {
    private let connection: ServiceConnection

    package init(_ connection: ServiceConnection) {
        self.connection = connection
    }

    /// The plug-ins that the repository at `url` has.
    package func plugins(at url: String) async throws(ClientError) -> [PluginList.Plugin] {
        let address = String(url.reversed().drop { $0 == "/" }.reversed()) + "/bx/list"
        let response = try await connection.answer(.get, address)
        guard response.status == 200 else { throw .unexpectedAnswer(url: address, status: response.status) }
        return try connection.decode(PluginList.self, from: response, url: address).plugins
    }

    /// The program file at `url`.
    package func download(_ url: String) async throws(ClientError) -> Data {
        try await connection.call(.get, url, headers: ["Accept": "*/*"], timeout: .seconds(600)).bytes
    }
}
