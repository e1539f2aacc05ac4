// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

/// What anybody may know: where things are, and the public keys.
struct DiscoveryHandler: Sendable {
    let configuration: IAMConfiguration
    let keys: SigningKeyRing

    /// `GET /identity/.well-known/openid-configuration`.
    func openIDConfiguration(_: HTTPRequest) async throws -> HTTPResponse {
        try .json(OpenIDConfiguration(issuer: configuration.issuer))
    }

    /// `GET /identity/keys`.
    ///
    /// Nobody may keep the answer: an API server that does would not ask again when it meets a new key.
    func keySet(_: HTTPRequest) async throws -> HTTPResponse {
        var response = try HTTPResponse.json(keys.current.published)
        response.headers["Cache-Control"] = "no-store"
        return response
    }

    /// `GET /v2/info`.
    func serverInfo(_: HTTPRequest) async throws -> HTTPResponse {
        try .json(
            ServerInfo(
                baseURL: configuration.publicURL,
                region: configuration.region,
                clientVersion: configuration.clientVersion,
                registryHost: configuration.registryHost
            )
        )
    }
}
