// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import FoundationEssentials

/// Reads the key sets of other issuers, which may hold keys for other ends and of other kinds than ours.
package enum ForeignKeySet {
    private struct Document: Decodable {
        let keys: [Key]
    }

    private struct Key: Decodable {
        let kty: String
        let kid: String?
        let use: String?
        let alg: String?
        let n: String?
        let e: String?
        let crv: String?
        let x: String?
        let y: String?
    }

    /// The keys in `document` that verify RS256 or ES256 signatures; others are passed over, as RFC 7517 wants it.
    ///
    /// An RSA key without `alg` is taken for RS256: no token makes us use it in any other way.
    package static func verificationKeys(in document: Data) throws(CryptographyError) -> [VerificationKey] {
        guard let set = try? JSONDecoder().decode(Document.self, from: document) else {
            throw .invalidKey(reason: "not a set of JSON web keys")
        }
        return set.keys.compactMap { key in
            guard let keyID = key.kid, key.use ?? "sig" == "sig" else { return nil }
            return switch key.kty {
            case "RSA": rsa(key, keyID)
            case "EC": p256(key, keyID)
            default: nil
            }
        }
    }

    private static func rsa(_ key: Key, _ keyID: String) -> VerificationKey? {
        guard let modulus = key.n, let exponent = key.e else { return nil }
        let ours = JSONWebKey(
            keyType: "RSA",
            modulus: modulus,
            exponent: exponent,
            algorithm: key.alg ?? "RS256",
            keyID: keyID,
            use: "sig"
        )
        return try? ours.verificationKey()
    }

    /// What comes before the point in the DER form of a public key of the curve P-256 (RFC 5480).
    private static let p256Prefix: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
        0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
    ]

    private static func p256(_ key: Key, _ keyID: String) -> VerificationKey? {
        guard key.crv == "P-256", key.alg ?? "ES256" == "ES256", let x = key.x.flatMap({ Base64URL.decode($0) }),
            let y = key.y.flatMap({ Base64URL.decode($0) }), x.count == 32, y.count == 32
        else { return nil }
        let encoded = p256Prefix + [0x04] + x + y
        let pointer = encoded.withUnsafeBufferPointer { bytes in
            var position = bytes.baseAddress
            // Refuses points that are not on the curve.
            return d2i_PUBKEY(nil, &position, bytes.count)
        }
        guard let pointer else {
            ERR_clear_error()
            return nil
        }
        return VerificationKey(keyID: keyID, handle: KeyHandle(owning: pointer))
    }
}
