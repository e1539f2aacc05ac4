// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography
import FoundationEssentials

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
        guard let credentials = basicCredentials(authorization) else { throw APIError.unknownClient }
        // Some send both; they must agree.
        if let formID, formID != credentials.id { throw APIError.unknownClient }
        return try client(id: credentials.id, secret: credentials.secret)
    }

    private static func client(id: String, secret: String) throws -> OAuthClient {
        let match = named.first { ConstantTime.equals(Array($0.id.utf8), Array(id.utf8)) }
        guard let match, ConstantTime.equals(Array(match.secret.utf8), Array(secret.utf8)) else {
            throw APIError.unknownClient
        }
        return match
    }

    private static func basicCredentials(_ header: String) -> (id: String, secret: String)? {
        let parts = header.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let bytes = Data(base64Encoded: String(parts[1])),
            let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        return (id: String(text[..<colon]), secret: String(text[text.index(after: colon)...]))
    }
}
