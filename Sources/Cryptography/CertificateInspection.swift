// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import FoundationEssentials
import Glibc

/// What certificates in PEM say.
package enum CertificateInspection {
    /// The last moment of the certificate's validity.
    package static func expiry(ofPEM pem: String) throws(CryptographyError) -> Date {
        try CertificateHandle(pem: pem).expiry()
    }

    /// The first moment of the certificate's validity.
    package static func start(ofPEM pem: String) throws(CryptographyError) -> Date {
        try CertificateHandle(pem: pem).start()
    }

    /// The DNS names and IP addresses under which the holder is reached, in the order of the certificate.
    package static func names(ofPEM pem: String) throws(CryptographyError) -> [String] {
        let certificate = try CertificateHandle(pem: pem)
        guard let list = X509_get_ext_d2i(certificate.pointer, NID_subject_alt_name, nil, nil) else { return [] }
        let names = OpaquePointer(list)
        defer { GENERAL_NAMES_free(names) }
        return (0..<OPENSSL_sk_num(names)).compactMap { index in
            guard let entry = OPENSSL_sk_value(names, index) else { return nil }
            return text(of: entry.assumingMemoryBound(to: GENERAL_NAME.self))
        }
    }

    /// Whether `keyPEM` is the private key of the certificate.
    package static func belongs(keyPEM: String, toPEM pem: String) throws(CryptographyError) -> Bool {
        try CertificateHandle(pem: pem).hasKey(PrivateKey(pem: keyPEM).handle)
    }

    /// Whether the authority's key signed the certificate.
    package static func isSigned(pem: String, byAuthorityPEM authority: String) throws(CryptographyError) -> Bool {
        try CertificateHandle(pem: pem).isSigned(by: CertificateHandle(pem: authority))
    }

    private static func text(of name: UnsafePointer<GENERAL_NAME>) -> String? {
        var kind: Int32 = 0
        guard let value = GENERAL_NAME_get0_value(name, &kind) else { return nil }
        let string = value.assumingMemoryBound(to: ASN1_STRING.self)
        let bytes = Array(
            UnsafeBufferPointer(start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string)))
        )
        if kind == GEN_DNS { return String(decoding: bytes, as: UTF8.self) }
        guard kind == GEN_IPADD, bytes.count == 4 || bytes.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
