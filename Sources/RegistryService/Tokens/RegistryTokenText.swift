// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Model

/// Computes the texts of registry tokens, and tells them from all others.
///
/// They are JSON web tokens under HS256, as clients expect. What they say is for people and clients to read: what a token may do, and until
/// when, stands in its row.
package struct RegistryTokenText: Sendable {
    private struct Header: Encodable {
        let alg = "HS256"
        let typ = "JWT"
    }

    private struct Claims: Codable {
        let jti: String
        let iss: String
        let sub: String
        let iat: Int
        let exp: Int?
    }

    private static let longest = 2048

    private let secret: [UInt8]
    private let issuer: String

    /// `secret` is known to this installation alone; `issuer` is the host of the registry.
    package init(secret: [UInt8], issuer: String) {
        self.secret = secret
        self.issuer = issuer
    }

    /// The same each time for the same token.
    func text(of token: RegistryToken) throws -> String {
        let claims = Claims(
            jti: token.id,
            iss: issuer,
            sub: token.accountID,
            iat: token.createdAt.unixSeconds,
            exp: token.expiresAt?.unixSeconds
        )
        let signed = try [PlainJSON.encode(Header()), PlainJSON.encode(claims)].map(Base64URL.encode)
            .joined(separator: ".")
        return signed + "." + Base64URL.encode(code(of: signed))
    }

    /// The identifier in a text that was made with our secret; nil for any other.
    func identifier(in text: String) -> String? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.longest, parts.count == 3, let given = Base64URL.decode(parts[2]),
            ConstantTime.equals(given, code(of: "\(parts[0]).\(parts[1])")),
            let claims = Base64URL.decode(parts[1]).flatMap({ try? JSONDecoder().decode(Claims.self, from: $0) })
        else { return nil }
        return claims.jti
    }

    private func code(of signed: String) -> [UInt8] {
        MessageAuthentication.code(of: signed.utf8, secret: secret)
    }
}
