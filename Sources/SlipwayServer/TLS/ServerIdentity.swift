// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
package import FoundationEssentials

/// The server's certificate and the authority that signed it, in a folder of the installation.
package struct ServerIdentity: Sendable {
    /// A certificate is replaced when it would end within this time.
    private static let renewal: TimeInterval = 30 * 86_400
    private static let authorityDays = 3650
    private static let serverDays = 365

    package let authorityPEM: String
    package let certificatePEM: String
    package let keyPEM: String
    /// What clients are told to trust.
    package let authorityFile: String

    /// Loads both, or makes what is missing, soon ends, or was made for other names.
    ///
    /// The authority stays as long as it can, for every client has to be told about a new one. `holder` tells several
    /// certificates of one authority apart: the files are `<holder>.pem` and `<holder>-key.pem`.
    package static func prepare(
        in folder: String,
        holder: String = "server",
        names: ServerNames,
        now: Date
    ) throws -> ServerIdentity {
        try Files.makeDirectory(folder, mode: 0o700)
        let authority = try self.authority(in: folder, now: now)
        let authorityFile = "\(folder)/ca.pem"
        if let (certificate, key) = try usable("\(folder)/\(holder)", authority: authority, names: names, now: now) {
            return ServerIdentity(
                authorityPEM: authority.certificatePEM,
                certificatePEM: certificate,
                keyPEM: key,
                authorityFile: authorityFile
            )
        }
        let request = CertificateRequest(
            commonName: names.commonName,
            organizations: ["Slipway"],
            dnsNames: names.dnsNames,
            ipAddresses: names.ipAddresses,
            usages: [.server],
            days: serverDays
        )
        let issued = try authority.issue(request, now: now)
        // A crash in between leaves a pair that does not fit, which is made anew.
        try Files.write(Data(issued.keyPEM.utf8), to: "\(folder)/\(holder)-key.pem", mode: 0o600)
        try Files.write(Data(issued.certificatePEM.utf8), to: "\(folder)/\(holder).pem", mode: 0o644)
        return ServerIdentity(
            authorityPEM: authority.certificatePEM,
            certificatePEM: issued.certificatePEM,
            keyPEM: issued.keyPEM,
            authorityFile: authorityFile
        )
    }

    private static func authority(in folder: String, now: Date) throws -> CertificateAuthority {
        if let certificate = try text("\(folder)/ca.pem"), let key = try text("\(folder)/ca-key.pem"),
            try CertificateInspection.belongs(keyPEM: key, toPEM: certificate),
            try CertificateInspection.expiry(ofPEM: certificate) > now + renewal
        {
            return try CertificateAuthority(certificatePEM: certificate, keyPEM: key)
        }
        let authority = try CertificateAuthority.create(commonName: "Slipway CA", now: now, days: authorityDays)
        try Files.write(Data(authority.keyPEM.utf8), to: "\(folder)/ca-key.pem", mode: 0o600)
        try Files.write(Data(authority.certificatePEM.utf8), to: "\(folder)/ca.pem", mode: 0o644)
        return authority
    }

    private static func usable(
        _ path: String,
        authority: CertificateAuthority,
        names: ServerNames,
        now: Date
    ) throws -> (certificate: String, key: String)? {
        guard let certificate = try text("\(path).pem"), let key = try text("\(path)-key.pem"),
            try CertificateInspection.belongs(keyPEM: key, toPEM: certificate),
            try CertificateInspection.isSigned(pem: certificate, byAuthorityPEM: authority.certificatePEM),
            // One from the future was made while the clock was wrong.
            try CertificateInspection.start(ofPEM: certificate) <= now,
            try CertificateInspection.expiry(ofPEM: certificate) > now + renewal,
            Set(try CertificateInspection.names(ofPEM: certificate)) == Set(names.dnsNames + names.ipAddresses)
        else { return nil }
        return (certificate, key)
    }

    private static func text(_ path: String) throws -> String? {
        try Files.read(path).map { String(decoding: $0, as: UTF8.self) }
    }
}
