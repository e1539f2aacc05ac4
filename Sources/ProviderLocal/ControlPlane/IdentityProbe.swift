// SPDX-License-Identifier: Apache-2.0

import Basics
import HTTP
import HTTPClient

/// Finds out whether an API server takes the tokens of people.
///
/// It first asks for the issuer's keys ten seconds after its start, and until then nobody but an administrator with a
/// certificate can come in.
struct IdentityProbe: Sendable {
    private static let limit = Duration.seconds(60)

    private let client: HTTPClient
    private let url: String
    private let token: @Sendable () throws -> String

    /// `token` gives an id token that is good at this moment.
    init(serverURL: String, authorityPEM: String, token: @escaping @Sendable () throws -> String) {
        client = HTTPClient(
            HTTPClientConfiguration(trust: .pem(authorityPEM), timeout: .seconds(5), usesProxy: false)
        )
        url = "\(serverURL)/version"
        self.token = token
    }

    /// Returns as soon as the API server takes a token.
    func wait(issuerURL: String) async throws {
        let isTaken = try await Deadline.poll(every: .milliseconds(200), limit: Self.limit) {
            try await accepts() ? true : nil
        }
        guard isTaken != nil else { throw IdentityUnreachable(issuerURL: issuerURL) }
    }

    private func accepts() async throws -> Bool {
        let headers: HTTPHeaders = ["Authorization": "Bearer \(try token())"]
        do {
            return try await client.send(HTTPClientRequest(url: url, headers: headers)).status != 401
        } catch {
            // It may restart at this moment; the limit of the whole wait decides.
            return false
        }
    }
}

/// The API server could not get the issuer's keys.
struct IdentityUnreachable: Error, CustomStringConvertible {
    let issuerURL: String

    var description: String {
        "the API server does not take tokens of \(issuerURL); it has to reach that address"
    }
}
