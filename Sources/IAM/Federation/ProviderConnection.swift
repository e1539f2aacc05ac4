// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
package import HTTP
package import HTTPClient

/// Sends a request to a provider.
package typealias ProviderTransport = @Sendable (HTTPClientRequest) async throws -> HTTPResponse

/// Talks to one provider; what it says about itself and its keys are kept for an hour.
actor ProviderConnection {
    /// What the provider gave for a code.
    struct Tokens: Decodable, Sendable {
        let idToken: String
        let accessToken: String?

        private enum CodingKeys: String, CodingKey {
            case idToken = "id_token"
            case accessToken = "access_token"
        }
    }

    private struct Failure: Decodable {
        let error: String
    }

    private static let lifetime = 3600.0
    /// Tokens of unknown keys make us look for new keys, but not more often than this, in seconds.
    private static let refreshInterval = 60.0

    let provider: IdentityProvider
    private let transport: ProviderTransport
    private let time: TimeSource
    private var metadata: (document: ProviderMetadata, at: Date)?
    private var keys: (verifier: TokenVerifier, at: Date)?

    init(_ provider: IdentityProvider, time: TimeSource, transport: @escaping ProviderTransport) {
        self.provider = provider
        self.transport = transport
        self.time = time
    }

    /// Where the browser is sent with `parameters`.
    func authorizationURL(_ parameters: [(name: String, value: String)]) async throws -> String {
        let endpoint = try await discovered().authorizationEndpoint
        let query = String(decoding: PercentCoding.encodeForm(parameters), as: UTF8.self)
        return endpoint + (endpoint.contains("?") ? "&" : "?") + query
    }

    /// Trades the code that the browser brought for tokens.
    func tokens(code: String, codeVerifier: String, redirectURI: String) async throws -> Tokens {
        let metadata = try await discovered()
        var form = [
            (name: "grant_type", value: "authorization_code"), (name: "code", value: code),
            (name: "redirect_uri", value: redirectURI), (name: "code_verifier", value: codeVerifier),
        ]
        var headers: HTTPHeaders = [
            "Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json",
        ]
        let secret = try clientSecret()
        if let secret, !metadata.wantsSecretInForm {
            let pair = PercentCoding.encode(provider.clientID) + ":" + PercentCoding.encode(secret)
            headers["Authorization"] = "Basic " + Data(pair.utf8).base64EncodedString()
        } else {
            form.append((name: "client_id", value: provider.clientID))
            if let secret { form.append((name: "client_secret", value: secret)) }
        }
        let request = HTTPClientRequest(
            method: .post,
            url: metadata.tokenEndpoint,
            headers: headers,
            body: PercentCoding.encodeForm(form)
        )
        return try await decoded(request, "tokens")
    }

    /// The payload of `token`, once its signature has proved right.
    func payload(of token: String) async throws -> JSONValue {
        do {
            let bytes = try await verifier(for: token).verify(token)
            return try JSONDecoder().decode(JSONValue.self, from: bytes)
        } catch let error as CryptographyError {
            throw FederationRefusal(.untrusted, error.description)
        } catch is DecodingError {
            throw FederationRefusal(.untrusted, "the ID token is no JSON object")
        }
    }

    /// What the provider tells about the holder of the token; nil if it tells nothing.
    func userInfo(accessToken: String?) async throws -> JSONValue? {
        guard let accessToken, let endpoint = try await discovered().userInfoEndpoint else { return nil }
        let headers: HTTPHeaders = ["Authorization": "Bearer \(accessToken)", "Accept": "application/json"]
        let claims: JSONValue = try await decoded(HTTPClientRequest(url: endpoint, headers: headers), "user info")
        return claims
    }

    private func discovered() async throws -> ProviderMetadata {
        let now = time.now()
        if let known = metadata, abs(now.timeIntervalSince(known.at)) < Self.lifetime { return known.document }
        let base = provider.issuer.hasSuffix("/") ? String(provider.issuer.dropLast()) : provider.issuer
        let request = HTTPClientRequest(url: base + "/.well-known/openid-configuration")
        let found: ProviderMetadata = try await decoded(request, "discovery document")
        try found.check(issuer: provider.issuer)
        metadata = (document: found, at: now)
        return found
    }

    private func verifier(for token: String) async throws -> TokenVerifier {
        let now = time.now()
        if let known = keys {
            let age = abs(now.timeIntervalSince(known.at))
            let isEnough = known.verifier.knowsKey(of: token) || age < Self.refreshInterval
            if age < Self.lifetime, isEnough { return known.verifier }
        }
        let answer = try await send(HTTPClientRequest(url: try await discovered().keySetURL), "keys")
        let verifier = TokenVerifier(keys: try ForeignKeySet.verificationKeys(in: answer))
        keys = (verifier: verifier, at: now)
        return verifier
    }

    private func clientSecret() throws -> String? {
        guard let path = provider.clientSecretFile else { return nil }
        do {
            guard let content = try Files.read(path) else {
                throw FederationRefusal(.unreachable, "there is no client secret in \(path)")
            }
            let secret = String(decoding: content, as: UTF8.self).filter { !$0.isNewline }
            guard !secret.isEmpty else { throw FederationRefusal(.unreachable, "\(path) is empty") }
            return secret
        } catch let error as FileError {
            throw FederationRefusal(.unreachable, error.description)
        }
    }

    private func decoded<Value: Decodable>(_ request: HTTPClientRequest, _ name: String) async throws -> Value {
        let bytes = try await send(request, name)
        guard let value = try? JSONDecoder().decode(Value.self, from: bytes) else {
            throw FederationRefusal(.untrusted, "the answer to the request for its \(name) is malformed")
        }
        return value
    }

    private func send(_ request: HTTPClientRequest, _ name: String) async throws -> Data {
        let response: HTTPResponse
        do {
            response = try await transport(request)
        } catch {
            throw FederationRefusal(.unreachable, "cannot get its \(name): \(error)")
        }
        guard response.status == 200 else {
            let code = (try? JSONDecoder().decode(Failure.self, from: response.bytes))?.error ?? ""
            throw FederationRefusal(
                response.status < 500 ? .untrusted : .unreachable,
                "the request for its \(name) got status \(response.status) \(FederationRefusal.harmless(code))"
            )
        }
        return response.bytes
    }
}
