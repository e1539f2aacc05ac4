// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography
import HTTP

/// What anybody may know: where things are, and the public keys.
struct DiscoveryHandler: Sendable {
    let configuration: IAMConfiguration
    let keySet: JSONWebKeySet

    /// `GET /identity/.well-known/openid-configuration`.
    func openIDConfiguration(_: HTTPRequest) async throws -> HTTPResponse {
        try .json(OpenIDConfiguration(issuer: configuration.issuer))
    }

    /// `GET /identity/keys`.
    func keys(_: HTTPRequest) async throws -> HTTPResponse {
        try .json(keySet)
    }

    /// `GET /v2/info`.
    func serverInfo(_: HTTPRequest) async throws -> HTTPResponse {
        try .json(ServerInfo(baseURL: configuration.publicURL, region: configuration.region))
    }
}
