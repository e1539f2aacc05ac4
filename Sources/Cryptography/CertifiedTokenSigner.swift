// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Makes signed tokens that bring the certificate of their key along: JWS in compact form, ES256.
package struct CertifiedTokenSigner: Sendable {
    private struct Header: Encodable {
        let algorithm = "ES256"
        let type = "JWT"
        /// DER in Base64, with padding.
        let certificates: [String]

        private enum CodingKeys: String, CodingKey {
            case algorithm = "alg"
            case type = "typ"
            case certificates = "x5c"
        }
    }

    private let operation: PreparedOperation
    /// The same in each token.
    private let header: String

    /// A signer with the key of a certificate; both are PEM, and the key is one of the curve P-256.
    package init(certificatePEM: String, keyPEM: String) throws(CryptographyError) {
        let key = try PrivateKey(pem: keyPEM)
        guard key.handle.isP256 else { throw .invalidKey(reason: "ES256 needs a key of the curve P-256") }
        guard try CertificateInspection.belongs(keyPEM: keyPEM, toPEM: certificatePEM) else {
            throw .invalidCertificate(reason: "it does not belong to its key")
        }
        guard let operation = PreparedOperation(key.handle, EVP_PKEY_sign_init) else {
            throw .invalidKey(reason: "it cannot sign")
        }
        self.operation = operation
        let body = certificatePEM.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        header = Base64URL.encode(try ClaimsEncoding.encode(Header(certificates: [body])))
    }

    /// The token that carries `claims`, an object.
    package func sign(_ claims: some Encodable) throws(CryptographyError) -> String {
        let signed = header + "." + Base64URL.encode(try ClaimsEncoding.encode(claims))
        let hash = Digest.sha256(Array(signed.utf8))
        var size = 128
        var signature = [UInt8](repeating: 0, count: size)
        try CryptographyError.check(
            "sign",
            operation.run { EVP_PKEY_sign($0, &signature, &size, hash, hash.count) } ?? 0
        )
        guard let numbers = SignatureAlgorithm.numbers(ofEncoded: signature.prefix(size)) else {
            throw .failed(operation: "sign", reason: "not a signature of two numbers")
        }
        return signed + "." + Base64URL.encode(numbers)
    }
}
