// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Makes signed tokens: JWS in compact form, RS256.
package struct TokenSigner: Sendable {
    private let key: PrivateKey
    private let keyID: String
    private let operation: PreparedOperation?
    /// The same in each token.
    private let header: Result<String, CryptographyError>

    /// A signer with the RSA key `key`, which tokens call `keyID`.
    ///
    /// `type` is the header's `typ`, left out if nil.
    package init(key: PrivateKey, keyID: String, type: String? = nil) {
        self.key = key
        self.keyID = keyID
        operation = PreparedOperation(key.handle, EVP_PKEY_sign_init)
        header = TokenHeader(keyID: keyID, algorithm: "RS256", type: type).encoded
    }

    /// What verifies the tokens of this signer.
    package var verificationKey: VerificationKey {
        VerificationKey(keyID: keyID, handle: key.handle)
    }

    /// The token that carries `claims`, an object.
    package func sign(_ claims: some Encodable) throws(CryptographyError) -> String {
        guard key.handle.isRSA else { throw .invalidKey(reason: "RS256 needs an RSA key") }
        let payload = try ClaimsEncoding.encode(claims)
        let signed = try header.get() + "." + Base64URL.encode(payload)
        return signed + "." + Base64URL.encode(try signature(of: Array(signed.utf8)))
    }

    private func signature(of bytes: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let hash = Digest.sha256(bytes)
        var size = Int(EVP_PKEY_get_size(key.handle.pointer))
        var signature = [UInt8](repeating: 0, count: size)
        let status = operation?.run { EVP_PKEY_sign($0, &signature, &size, hash, hash.count) }
        try CryptographyError.check("sign", status ?? 0)
        return Array(signature.prefix(size))
    }
}

/// The first part of a token.
struct TokenHeader: Codable {
    var keyID: String
    var algorithm: String
    var type: String?
    /// Names of extensions that the reader must understand; we understand none.
    var critical: [String]?

    /// The first part of a token, as it stands there.
    var encoded: Result<String, CryptographyError> {
        do {
            return .success(Base64URL.encode(try ClaimsEncoding.encode(self)))
        } catch {
            return .failure(error)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case keyID = "kid"
        case algorithm = "alg"
        case type = "typ"
        case critical = "crit"
    }
}
