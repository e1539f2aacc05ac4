// SPDX-License-Identifier: Apache-2.0

import COpenSSL
import FoundationEssentials
import Glibc

/// Owns one OpenSSL certificate.
final class CertificateHandle: @unchecked Sendable {
    // SAFETY: written to only while it is built, by whoever made it; OpenSSL's reads of a finished one are thread safe.
    let pointer: OpaquePointer

    /// An empty certificate.
    init() throws(CryptographyError) {
        pointer = try CryptographyError.require("allocate", X509_new())
    }

    /// The first certificate in `pem`.
    init(pem: String) throws(CryptographyError) {
        let buffer = try MemoryBuffer(reading: pem)
        guard let pointer = PEM_read_bio_X509(buffer.bio, nil, nil, nil) else {
            ERR_clear_error()
            throw .invalidCertificate(reason: "no certificate in PEM")
        }
        self.pointer = pointer
    }

    deinit {
        X509_free(pointer)
    }

    func pem() throws(CryptographyError) -> String {
        let buffer = try MemoryBuffer()
        try CryptographyError.check("write a certificate", PEM_write_bio_X509(buffer.bio, pointer))
        return buffer.text
    }

    /// The last moment of its validity.
    func start() throws(CryptographyError) -> Date {
        try Self.date(X509_get0_notBefore(pointer), "beginning")
    }

    func expiry() throws(CryptographyError) -> Date {
        try Self.date(X509_get0_notAfter(pointer), "end")
    }

    private static func date(_ time: UnsafePointer<ASN1_TIME>?, _ name: String) throws(CryptographyError) -> Date {
        var parts = tm()
        guard ASN1_TIME_to_tm(time, &parts) == 1 else {
            ERR_clear_error()
            throw .invalidCertificate(reason: "has no readable \(name) of validity")
        }
        return Date(timeIntervalSince1970: Double(timegm(&parts)))
    }

    func hasKey(_ key: KeyHandle) -> Bool {
        defer { ERR_clear_error() }
        return X509_check_private_key(pointer, key.pointer) == 1
    }

    /// Whether the key of `authority` signed this one.
    func isSigned(by authority: CertificateHandle) -> Bool {
        defer { ERR_clear_error() }
        return X509_verify(pointer, X509_get0_pubkey(authority.pointer)) == 1
    }

    /// Whether it may sign others.
    var isAuthority: Bool {
        defer { ERR_clear_error() }
        return X509_check_ca(pointer) == 1
    }
}
