// SPDX-License-Identifier: Apache-2.0

import Basics
import COpenSSL
import FoundationEssentials
import Glibc

/// Puts a certificate together, part by part.
///
/// The order matters: issuer and key before the key identifiers, everything before `sign`.
struct CertificateBuilder {
    private static let operation = "build a certificate"
    /// Clocks of those who verify may be behind by this much.
    private static let clockSkew = 300.0

    let certificate: CertificateHandle

    /// A certificate of version 3 with a fresh serial number for the public half of `key`.
    init(key: KeyHandle) throws(CryptographyError) {
        certificate = try CertificateHandle()
        try Self.check(X509_set_version(certificate.pointer, 2))
        var serial = RandomText.bytes(16)
        // Positive, and always of the same length.
        serial[0] = serial[0] & 0x7F | 0x40
        let number = BN_bin2bn(serial, Int32(serial.count), nil)
        defer { BN_free(number) }
        guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate.pointer)) != nil else {
            throw .library(Self.operation)
        }
        try Self.check(X509_set_pubkey(certificate.pointer, key.pointer))
    }

    /// Valid from a little before `now` until `end`.
    func setValidity(now: Date, end: Date) throws(CryptographyError) {
        let times = [now.timeIntervalSince1970 - Self.clockSkew, end.timeIntervalSince1970].map {
            ASN1_TIME_set(nil, time_t($0.rounded(.down)))
        }
        defer { for time in times { ASN1_TIME_free(time) } }
        try Self.check(X509_set1_notBefore(certificate.pointer, times[0]))
        try Self.check(X509_set1_notAfter(certificate.pointer, times[1]))
    }

    func setSubject(commonName: String, organizations: [String]) throws(CryptographyError) {
        let name = X509_get_subject_name(certificate.pointer)
        let entries = organizations.map { (NID_organizationName, $0) } + [(NID_commonName, commonName)]
        for (kind, value) in entries {
            let bytes = Array(value.utf8)
            let status = X509_NAME_add_entry_by_NID(name, kind, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0)
            guard status == 1 else {
                ERR_clear_error()
                throw .invalidRequest(reason: "\"\(value)\" cannot be part of a subject")
            }
        }
    }

    func setIssuer(_ issuer: CertificateHandle) throws(CryptographyError) {
        try Self.check(X509_set_issuer_name(certificate.pointer, X509_get_subject_name(issuer.pointer)))
    }

    /// Adds an extension written in OpenSSL's own words; never built from text of a user.
    func add(_ kind: Int32, _ value: StaticString, issuer: CertificateHandle) throws(CryptographyError) {
        var context = X509V3_CTX()
        X509V3_set_ctx(&context, issuer.pointer, certificate.pointer, nil, nil, 0)
        let addition = try CryptographyError.require(
            Self.operation,
            X509V3_EXT_conf_nid(nil, &context, kind, value.description)
        )
        defer { X509_EXTENSION_free(addition) }
        try Self.check(X509_add_ext(certificate.pointer, addition, -1))
    }

    /// Adds the names and addresses under which the holder is reached.
    func addAlternativeNames(dnsNames: [String], ipAddresses: [String]) throws(CryptographyError) {
        guard !(dnsNames.isEmpty && ipAddresses.isEmpty) else { return }
        let names = OPENSSL_sk_new_null()
        defer { GENERAL_NAMES_free(names) }
        for name in dnsNames {
            guard !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw .invalidRequest(reason: "\"\(name)\" is not a DNS name")
            }
            try append(Array(name.utf8), kind: GEN_DNS, type: V_ASN1_IA5STRING, to: names)
        }
        for address in ipAddresses {
            guard let bytes = Self.addressBytes(address) else {
                throw .invalidRequest(reason: "\"\(address)\" is not an IP address")
            }
            try append(bytes, kind: GEN_IPADD, type: V_ASN1_OCTET_STRING, to: names)
        }
        let pointer = certificate.pointer
        let status = X509_add1_ext_i2d(pointer, NID_subject_alt_name, UnsafeMutableRawPointer(names), 0, 0)
        try Self.check(status)
    }

    /// Finishes the certificate with the signature of its issuer's key.
    func sign(with key: KeyHandle) throws(CryptographyError) {
        guard X509_sign(certificate.pointer, key.pointer, EVP_sha256()) > 0 else { throw .library(Self.operation) }
    }

    private func append(
        _ bytes: [UInt8],
        kind: Int32,
        type: Int32,
        to names: OpaquePointer?
    ) throws(CryptographyError) {
        let value = ASN1_STRING_type_new(type)
        guard ASN1_STRING_set(value, bytes, Int32(bytes.count)) == 1, let name = GENERAL_NAME_new() else {
            ASN1_STRING_free(value)
            throw .library(Self.operation)
        }
        GENERAL_NAME_set0_value(name, kind, value)
        guard OPENSSL_sk_push(names, name) > 0 else {
            GENERAL_NAME_free(name)
            throw .library(Self.operation)
        }
    }

    /// The 4 or 16 bytes of an address, or nil.
    private static func addressBytes(_ text: String) -> [UInt8]? {
        for (family, size) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: size)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }

    private static func check(_ status: Int32) throws(CryptographyError) {
        try CryptographyError.check(operation, status)
    }
}
