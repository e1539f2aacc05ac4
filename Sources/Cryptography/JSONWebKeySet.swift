// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import FoundationEssentials
import Glibc

/// Public keys as they are published for whoever verifies tokens (RFC 7517).
package struct JSONWebKeySet: Codable, Sendable, Equatable {
    package var keys: [JSONWebKey]

    package init(keys: [JSONWebKey]) {
        self.keys = keys
    }

    package init(_ keys: [VerificationKey]) throws(CryptographyError) {
        self.keys = []
        for key in keys { self.keys.append(try key.jsonWebKey()) }
    }
}

/// One public RSA key.
package struct JSONWebKey: Codable, Sendable, Equatable {
    /// `RSA`.
    package var keyType: String
    /// Big-endian number in Base64 for URLs.
    package var modulus: String
    package var exponent: String
    /// `RS256`.
    package var algorithm: String
    package var keyID: String
    /// `sig`.
    package var use: String

    private enum CodingKeys: String, CodingKey {
        case keyType = "kty"
        case modulus = "n"
        case exponent = "e"
        case algorithm = "alg"
        case keyID = "kid"
        case use
    }

    package init(
        keyType: String,
        modulus: String,
        exponent: String,
        algorithm: String,
        keyID: String,
        use: String
    ) {
        self.keyType = keyType
        self.modulus = modulus
        self.exponent = exponent
        self.algorithm = algorithm
        self.keyID = keyID
        self.use = use
    }

    /// The key in the form that verifies; refuses anything but RS256 for signatures.
    package func verificationKey() throws(CryptographyError) -> VerificationKey {
        guard keyType == "RSA", algorithm == "RS256", use == "sig" else {
            throw .invalidKey(reason: "key \"\(keyID)\" is not for RS256 signatures")
        }
        guard let modulus = Base64URL.decode(modulus), let exponent = Base64URL.decode(exponent), modulus.count >= 256
        else { throw .invalidKey(reason: "key \"\(keyID)\" has no usable modulus and exponent") }
        return VerificationKey(keyID: keyID, handle: try Self.handle(Array(modulus), Array(exponent)))
    }

    private static func handle(_ modulus: [UInt8], _ exponent: [UInt8]) throws(CryptographyError) -> KeyHandle {
        let operation = "build a public key"
        let builder = OSSL_PARAM_BLD_new()
        // The builder keeps the pointers to the names, so they must outlive the call.
        let (nameN, nameE) = (strdup("n"), strdup("e"))
        let (n, e) = (BN_bin2bn(modulus, Int32(modulus.count), nil), BN_bin2bn(exponent, Int32(exponent.count), nil))
        defer {
            OSSL_PARAM_BLD_free(builder)
            BN_free(n)
            BN_free(e)
            free(nameN)
            free(nameE)
        }
        try CryptographyError.check(operation, OSSL_PARAM_BLD_push_BN(builder, nameN, n))
        try CryptographyError.check(operation, OSSL_PARAM_BLD_push_BN(builder, nameE, e))
        let parameters = try CryptographyError.require(operation, OSSL_PARAM_BLD_to_param(builder))
        defer { OSSL_PARAM_free(parameters) }
        let context = try CryptographyError.require(operation, EVP_PKEY_CTX_new_from_name(nil, "RSA", nil))
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        try CryptographyError.check(operation, EVP_PKEY_fromdata_init(context))
        try CryptographyError.check(
            operation,
            EVP_PKEY_fromdata(context, &key, copenssl_public_key_selection, parameters)
        )
        return KeyHandle(owning: try CryptographyError.require(operation, key))
    }
}
