// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import HTTP
import HTTPClient
import Testing

@testable import IAM

/// The answers of an identity provider, right unless a test spoils them.
final class UpstreamProvider: Sendable {
    static let issuer = "https://login.example.com"

    struct Answers: Sendable {
        /// Claims of the ID token that replace the right ones; null takes a claim away.
        var claims: [String: JSONValue] = [:]
        var userInfo: [String: JSONValue] = [:]
        var discovery: [String: JSONValue] = [:]
        /// In place of the ID token.
        var idToken: String?
        /// Status of the answer at a path.
        var status: [String: Int] = [:]
        var isDown = false
        var signer: TokenSigner
        /// What `/keys` shows.
        var keySet: Data
    }

    let answers: Locked<Answers>
    let requests = Locked<[HTTPClientRequest]>([])
    private let nonce = Locked("")
    private let now: @Sendable () -> Date

    init(now: @escaping @Sendable () -> Date) throws {
        let signer = TokenSigner(key: try IdentityFixture.key.get(), keyID: "upstream-1")
        answers = Locked(Answers(signer: signer, keySet: try Self.keySet(signer)))
        self.now = now
    }

    static func keySet(_ signer: TokenSigner) throws -> Data {
        try JSONEncoder().encode(try JSONWebKeySet([signer.verificationKey]))
    }

    func change(_ body: (inout Answers) -> Void) {
        answers.withLock { body(&$0) }
    }

    /// The person signs in: what the browser comes back with for the address that it was sent to.
    func signIn(_ address: String) throws -> [(name: String, value: String)] {
        let query = PercentCoding.decodeForm(try #require(address.split(separator: "?").last))
        let values = Dictionary(query.map { ($0.name, $0.value) }) { first, _ in first }
        nonce.withLock { $0 = values["nonce"] ?? "" }
        return [(name: "code", value: "the-code"), (name: "state", value: values["state"] ?? "")]
    }

    /// The claims of the next ID token.
    var claims: [String: JSONValue] {
        let seconds = Int(now().timeIntervalSince1970)
        let right: [String: JSONValue] = [
            "iss": .string(Self.issuer), "aud": .string("slipway"), "sub": .string("subject-1"),
            "nonce": .string(nonce.withLock { $0 }), "iat": .integer(seconds), "exp": .integer(seconds + 300),
            "email": .string("Ann@Example.com"), "email_verified": .boolean(true), "given_name": .string("Ann"),
            "family_name": .string("Lee"),
        ]
        return right.merging(answers.withLock { $0.claims }) { $1 }.filter { $0.value != .null }
    }

    func answer(_ request: HTTPClientRequest) throws -> HTTPResponse {
        requests.withLock { $0.append(request) }
        let answers = answers.withLock { $0 }
        if answers.isDown { throw HTTPClientError.timedOut(url: request.url) }
        let path = String(request.url.dropFirst(Self.issuer.count))
        if let status = answers.status[path] {
            return try .json(JSONValue.object(["error": .string("invalid_grant\n<b>")]), status: status)
        }
        switch path {
        case "/.well-known/openid-configuration":
            let document: [String: JSONValue] = [
                "issuer": .string(Self.issuer), "authorization_endpoint": .string(Self.issuer + "/authorize"),
                "token_endpoint": .string(Self.issuer + "/token"), "jwks_uri": .string(Self.issuer + "/keys"),
                "userinfo_endpoint": .string(Self.issuer + "/userinfo"),
            ]
            return try .json(JSONValue.object(document.merging(answers.discovery) { $1 }))
        case "/token":
            let token = try answers.idToken ?? answers.signer.sign(JSONValue.object(claims))
            return try .json(
                JSONValue.object(["id_token": .string(token), "access_token": .string("upstream-access")])
            )
        case "/keys":
            return HTTPResponse(status: 200, body: .bytes(answers.keySet))
        case "/userinfo":
            return try .json(JSONValue.object(answers.userInfo))
        default:
            return HTTPResponse(status: 404)
        }
    }
}
