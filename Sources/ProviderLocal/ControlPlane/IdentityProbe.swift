// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
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

    /// The probe of the cluster with `keys`; nil if there is no issuer, or no cluster yet.
    init?(_ configuration: LocalProviderConfiguration, keys: ClusterKeys, serverURL: String) throws {
        guard let token = configuration.probeToken, let authority = try keys.text(keys.authorityFile) else {
            return nil
        }
        self.init(serverURL: serverURL, authorityPEM: authority, token: token)
    }

    /// Returns as soon as the API server takes a token.
    func wait(issuerURL: String) async throws {
        let isTaken = try await Deadline.poll(every: .milliseconds(200), limit: Self.limit) {
            try await accepts() ? true : nil
        }
        guard isTaken != nil else { throw IdentityUnreachable(issuerURL: issuerURL) }
    }

    /// Makes the API server forget the issuer's keys for those of this moment.
    ///
    /// It keeps keys for as long as it knows all that tokens name; one that it does not know makes it ask again.
    func renewKeys() async throws {
        let header = #"{"alg":"RS256","kid":"\#(RandomText.hex(byteCount: 16))"}"#
        let rest = try token().drop { $0 != "." }
        _ = try await Deadline.poll(every: .milliseconds(200), limit: Self.limit) {
            await status(of: Base64URL.encode(header.utf8) + rest)
        }
    }

    private func accepts() async throws -> Bool {
        await status(of: try token()).map { $0 != 401 } ?? false
    }

    /// What the API server answers to `token`; nil if it does not, for it may restart at this moment.
    private func status(of token: String) async -> Int? {
        try? await client.send(HTTPClientRequest(url: url, headers: ["Authorization": "Bearer \(token)"])).status
    }
}

/// The API server could not get the issuer's keys.
struct IdentityUnreachable: Error, CustomStringConvertible {
    let issuerURL: String

    var description: String {
        "the API server does not take tokens of \(issuerURL); it has to reach that address"
    }
}
