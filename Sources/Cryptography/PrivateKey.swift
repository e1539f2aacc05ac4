// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// A private key with its public half.
package struct PrivateKey: Sendable {
    /// The private key, PKCS #8 in PEM, without a password.
    package let pem: String
    /// The public key, SubjectPublicKeyInfo in PEM.
    package let publicPEM: String
    let handle: KeyHandle

    /// Makes a key for ECDSA on the curve P-256.
    package static func p256() throws(CryptographyError) -> PrivateKey {
        try PrivateKey(KeyHandle.generate("EC") { EVP_PKEY_CTX_set_group_name($0, "P-256") })
    }

    /// Makes an RSA key of 2048 bits, which takes about a third of a second of computing.
    package static func rsa2048() throws(CryptographyError) -> PrivateKey {
        try PrivateKey(KeyHandle.generate("RSA") { EVP_PKEY_CTX_set_rsa_keygen_bits($0, 2048) })
    }

    /// Reads a key in PEM: PKCS #8 or the older forms of RSA and EC keys, without a password.
    package init(pem: String) throws(CryptographyError) {
        let buffer = try MemoryBuffer(reading: pem)
        // Without the callback OpenSSL would ask for the password of an encrypted key on the terminal.
        guard let key = PEM_read_bio_PrivateKey(buffer.bio, nil, { _, _, _, _ in -1 }, nil) else {
            ERR_clear_error()
            throw .invalidKey(reason: "no private key in PEM without a password")
        }
        try self.init(KeyHandle(owning: key))
    }

    private init(_ handle: KeyHandle) throws(CryptographyError) {
        let privateText = try MemoryBuffer()
        try CryptographyError.check(
            "write a key",
            PEM_write_bio_PKCS8PrivateKey(privateText.bio, handle.pointer, nil, nil, 0, nil, nil)
        )
        let publicText = try MemoryBuffer()
        try CryptographyError.check("write a key", PEM_write_bio_PUBKEY(publicText.bio, handle.pointer))
        self.handle = handle
        pem = privateText.text
        publicPEM = publicText.text
    }
}
