// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// The public half of a key that signs tokens, under the name that tokens call it by.
package struct VerificationKey: Sendable {
    package let keyID: String
    /// What its signatures are made with; nil for a key that verifies none here.
    let algorithm: SignatureAlgorithm?
    private let handle: KeyHandle
    private let verification: PreparedOperation?

    init(keyID: String, handle: KeyHandle) {
        self.keyID = keyID
        self.handle = handle
        algorithm = if handle.isRSA { .rs256 } else if handle.isP256 { .es256 } else { nil }
        verification = PreparedOperation(handle, EVP_PKEY_verify_init)
    }

    /// Whether `signature` is that of `bytes`, in the form that tokens have it.
    func isSignature(_ signature: [UInt8], of bytes: some Sequence<UInt8>) -> Bool {
        guard let signature = algorithm?.encoded(signature) else { return false }
        defer { ERR_clear_error() }
        let hash = Digest.sha256(bytes)
        return verification?.run { EVP_PKEY_verify($0, signature, signature.count, hash, hash.count) } == 1
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
