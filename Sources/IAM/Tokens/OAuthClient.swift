// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Cryptography

/// A program that asks for tokens on a user's behalf.
///
/// Everybody knows the secrets of the built-in clients: they are public clients, and their names are no proof of
/// anything. They decide only which grants are open.
struct OAuthClient: Sendable {
    let id: String
    let secret: String
    let grants: Set<String>

    /// The command line, its plug-ins, and kubeconfigs of the time.
    static let commandLine = OAuthClient(
        id: "bx",
        secret: "bx",
        grants: [PasswordGrant.type, APIKeyGrant.type, PasscodeGrant.type, RefreshTokenGrant.type]
    )
    /// Newer kubeconfigs.
    static let kubernetes = OAuthClient(id: "kube", secret: "kube", grants: [RefreshTokenGrant.type])
    /// Who sends no client at all, as the SDKs do with an API key.
    static let nameless = OAuthClient(id: "default", secret: "", grants: [APIKeyGrant.type])

    private static let named = [commandLine, kubernetes]

    /// The client that sent `request`, if it may use the grant it asks for.
    static func authenticate(_ request: TokenRequest) throws -> OAuthClient {
        let client = try identify(request)
        guard client.grants.contains(request.grantType) else {
            if client.id == nameless.id { throw APIError.unknownClient }
            throw APIError.clientMayNotUseGrant(client: client.id, grant: request.grantType)
        }
        return client
    }

    /// Throws unless a client that has a name sent these credentials.
    static func requireName(authorization: String?, formID: String?, formSecret: String?) throws {
        let client = try identify(authorization: authorization, formID: formID, formSecret: formSecret)
        guard client.id != nameless.id else { throw APIError.unknownClient }
    }

    private static func identify(_ request: TokenRequest) throws -> OAuthClient {
        try identify(
            authorization: request.authorization,
            formID: request.value("client_id"),
            formSecret: request.value("client_secret")
        )
    }

    private static func identify(
        authorization: String?,
        formID: String?,
        formSecret: String?
    ) throws -> OAuthClient {
        guard let authorization, !authorization.isEmpty else {
            guard let formID else { return nameless }
            return try client(id: formID, secret: formSecret ?? "")
        }
        guard let credentials = BasicCredentials(authorization) else { throw APIError.unknownClient }
        // Some send both; they must agree.
        if let formID, formID != credentials.name { throw APIError.unknownClient }
        return try client(id: credentials.name, secret: credentials.secret)
    }

    private static func client(id: String, secret: String) throws -> OAuthClient {
        let match = named.first { ConstantTime.equals(Array($0.id.utf8), Array(id.utf8)) }
        guard let match, ConstantTime.equals(Array(match.secret.utf8), Array(secret.utf8)) else {
            throw APIError.unknownClient
        }
        return match
    }
}
