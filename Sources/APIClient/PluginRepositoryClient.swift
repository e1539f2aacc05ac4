// SPDX-License-Identifier: Apache-2.0

package import API
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

    /// Puts the program file at `url` into a file; throws `ClientError`, or `FileError` if that is the problem.
    package func download(
        _ url: String,
        to path: String,
        progress: @escaping ServiceConnection.Progress
    ) async throws {
        try await connection.download(url, to: path, progress: progress)
    }
}
