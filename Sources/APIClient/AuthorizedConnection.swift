// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import HTTP

/// Sends requests in the name of a user; a refused token is renewed and the call repeated once.
package struct AuthorizedConnection: Sendable {
    private let connection: ServiceConnection
    private let credentials: any CredentialSource

    package init(_ connection: ServiceConnection, credentials: any CredentialSource) {
        self.connection = connection
        self.credentials = credentials
    }

    /// Sends a request and gives its answer if that tells of success; `headers` come from the credentials.
    package func call(
        _ method: HTTPMethod,
        _ url: String,
        body: Data = Data(),
        timeout: Duration? = nil,
        headers: @Sendable (Credentials) -> HTTPHeaders = { ["Authorization": $0.authorization] }
    ) async throws(ClientError) -> HTTPResponse {
        let first = try await credentials.current()
        do {
            return try await connection.call(method, url, headers: headers(first), body: body, timeout: timeout)
        } catch .refused(let failure) where failure.status == 401 {
            let second = try await credentials.renewed(after: first)
            return try await connection.call(method, url, headers: headers(second), body: body, timeout: timeout)
        } catch {
            throw error
        }
    }

    /// Sends the file at `path` and hands over the body of a successful answer piece by piece, without a time limit.
    package func exchange(
        _ method: HTTPMethod,
        _ url: String,
        file path: String,
        headers: @Sendable (Credentials) -> HTTPHeaders,
        onPiece: @escaping @Sendable (Data) -> Void
    ) async throws(ClientError) {
        let first = try await credentials.current()
        do {
            try await connection.exchange(method, url, headers: headers(first), file: path, onPiece: onPiece)
        } catch .refused(let failure) where failure.status == 401 {
            let second = try await credentials.renewed(after: first)
            try await connection.exchange(method, url, headers: headers(second), file: path, onPiece: onPiece)
        } catch {
            throw error
        }
    }

    /// Sends a request and gives the value in the body of its answer.
    package func value<Value: Decodable>(
        _ type: Value.Type,
        _ method: HTTPMethod,
        _ url: String,
        body: Data = Data(),
        headers: @Sendable (Credentials) -> HTTPHeaders = { ["Authorization": $0.authorization] }
    ) async throws(ClientError) -> Value {
        let response = try await call(method, url, body: body, headers: headers)
        return try decode(type, from: response, url: url)
    }

    /// The value in the body of an answer from `url`.
    func decode<Value: Decodable>(
        _ type: Value.Type,
        from response: HTTPResponse,
        url: String
    ) throws(ClientError) -> Value {
        try connection.decode(type, from: response, url: url)
    }
}
