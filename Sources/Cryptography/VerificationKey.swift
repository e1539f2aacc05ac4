// SPDX-License-Identifier: Apache-2.0

/// The public half of a key that signs tokens, under the name that tokens call it by.
package struct VerificationKey: Sendable {
    package let keyID: String
    let handle: KeyHandle

    /// What its signatures are made with; nil for a key that verifies none here.
    var algorithm: SignatureAlgorithm? {
        if handle.isRSA { .rs256 } else if handle.isP256 { .es256 } else { nil }
    }

    /// How the key is published.
    package func jsonWebKey() throws(CryptographyError) -> JSONWebKey {
        guard handle.isRSA else { throw .invalidKey(reason: "not an RSA key") }
        return JSONWebKey(
            keyType: "RSA",
            modulus: Base64URL.encode(try handle.number("n")),
            exponent: Base64URL.encode(try handle.number("e")),
            algorithm: "RS256",
            keyID: keyID,
            use: "sig"
        )
    }
}
