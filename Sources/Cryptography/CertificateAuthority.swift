// SPDX-License-Identifier: Apache-2.0

import COpenSSL
package import FoundationEssentials

/// Signs certificates: ECDSA on P-256 with SHA-256.
package struct CertificateAuthority: Sendable {
    private static let secondsPerDay = 86_400.0

    package let certificatePEM: String
    package let keyPEM: String
    private let certificate: CertificateHandle
    private let key: PrivateKey

    /// Makes a new authority with a key of its own, valid for `days` from `now` on.
    package static func create(
        commonName: String,
        now: Date,
        days: Int
    ) throws(CryptographyError) -> CertificateAuthority {
        let key = try PrivateKey.p256()
        let builder = try CertificateBuilder(key: key.handle)
        try builder.setValidity(now: now, end: now.addingTimeInterval(Double(days) * secondsPerDay))
        try builder.setSubject(commonName: commonName, organizations: [])
        try builder.setIssuer(builder.certificate)
        try builder.add(NID_basic_constraints, "critical,CA:TRUE,pathlen:0", issuer: builder.certificate)
        try builder.add(NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign", issuer: builder.certificate)
        try builder.add(NID_subject_key_identifier, "hash", issuer: builder.certificate)
        try builder.add(NID_authority_key_identifier, "keyid:always", issuer: builder.certificate)
        try builder.sign(with: key.handle)
        return try CertificateAuthority(certificatePEM: builder.certificate.pem(), keyPEM: key.pem)
    }

    /// Restores an authority; its certificate and key must belong together.
    package init(certificatePEM: String, keyPEM: String) throws(CryptographyError) {
        certificate = try CertificateHandle(pem: certificatePEM)
        key = try PrivateKey(pem: keyPEM)
        guard certificate.hasKey(key.handle) else {
            throw .invalidCertificate(reason: "the certificate of the authority does not belong to its key")
        }
        guard certificate.isAuthority else { throw .invalidCertificate(reason: "not one of an authority") }
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
    }

    /// Makes a key and the certificate that `request` asks for.
    package func issue(_ request: CertificateRequest, now: Date) throws(CryptographyError) -> IssuedCertificate {
        let key = try PrivateKey.p256()
        let builder = try CertificateBuilder(key: key.handle)
        let end = now.addingTimeInterval(Double(request.days) * Self.secondsPerDay)
        try builder.setValidity(now: now, end: min(end, certificate.expiry()))
        try builder.setSubject(commonName: request.commonName, organizations: request.organizations)
        try builder.setIssuer(certificate)
        try builder.add(NID_basic_constraints, "critical,CA:FALSE", issuer: certificate)
        try builder.add(NID_key_usage, "critical,digitalSignature", issuer: certificate)
        if let usages = Self.extendedUsages(request.usages) {
            try builder.add(NID_ext_key_usage, usages, issuer: certificate)
        }
        try builder.add(NID_subject_key_identifier, "hash", issuer: certificate)
        try builder.add(NID_authority_key_identifier, "keyid:always", issuer: certificate)
        try builder.addAlternativeNames(dnsNames: request.dnsNames, ipAddresses: request.ipAddresses)
        try builder.sign(with: self.key.handle)
        return IssuedCertificate(certificatePEM: try builder.certificate.pem(), keyPEM: key.pem)
    }

    private static func extendedUsages(_ usages: Set<CertificateRequest.Usage>) -> StaticString? {
        switch (usages.contains(.server), usages.contains(.client)) {
        case (true, true): "serverAuth,clientAuth"
        case (true, false): "serverAuth"
        case (false, true): "clientAuth"
        case (false, false): nil
        }
    }
}
