// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import FoundationEssentials
import HTTP

/// Signs in at a registry as docker does, to find out whether that works.
struct RegistrySignIn: Sendable {
    private struct Answer: Decodable {
        let token: String?
        let accessToken: String?
        let refreshToken: String?

        enum CodingKeys: String, CodingKey {
            case token
            case accessToken = "access_token"
            case refreshToken = "refresh_token"
        }
    }

    private let connection: ServiceConnection
    private let url: String

    init(host: String, connection: ServiceConnection) {
        url = "https://\(host)/v2/"
        self.connection = connection
    }

    /// Throws what docker would stumble over; gives the token that docker would keep, if it is asked for and there is one.
    func signIn(user: String, secret: String, isLasting: Bool) async throws -> String? {
        let first = try await connection.answer(.get, url)
        guard first.status == 401 else { throw ClientError.unexpectedAnswer(url: url, status: first.status) }
        guard let challenge = first.headers["WWW-Authenticate"], let realm = Self.value("realm", in: challenge) else {
            throw ClientError.unexpectedAnswer(url: url, status: first.status)
        }
        var items = [
            (name: "account", value: user), (name: "service", value: Self.value("service", in: challenge) ?? ""),
            (name: "client_id", value: "bx"),
        ]
        if isLasting { items.append((name: "offline_token", value: "true")) }
        let query = String(decoding: PercentCoding.encodeForm(items), as: UTF8.self)
        let basic = Data("\(user):\(secret)".utf8).base64EncodedString()
        let tokenURL = realm + (realm.contains("?") ? "&" : "?") + query
        let answer = try await connection.call(.get, tokenURL, headers: ["Authorization": "Basic \(basic)"])
        let tokens = try connection.decode(Answer.self, from: answer, url: realm)
        let token = tokens.token ?? tokens.accessToken ?? ""
        let second = try await connection.answer(.get, url, headers: ["Authorization": "Bearer \(token)"])
        guard second.status == 200 else {
            throw CommandFailure("The registry at \(url) did not accept the token that it asked for.")
        }
        return tokens.refreshToken
    }

    /// The value of `name` in a challenge such as `Bearer realm="https://...",service="registry"`.
    private static func value(_ name: String, in challenge: String) -> String? {
        guard let start = challenge.firstRange(of: "\(name)=")?.upperBound else { return nil }
        let rest = challenge[start...]
        guard rest.first == "\"" else { return String(rest.prefix { $0 != "," && $0 != " " }) }
        return String(rest.dropFirst().prefix { $0 != "\"" })
    }
}
