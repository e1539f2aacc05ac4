// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials

/// What the registry keeps secret, in files of the installation for their owner alone.
struct RegistrySecrets: Sendable {
    private static let days = 3650
    /// The key is replaced when its certificate would end within this time.
    private static let renewal = 30.0 * 86_400

    /// From which the texts of registry tokens are computed.
    let tokenSecret: [UInt8]
    /// With which the engine proves who tells of pushes and pulls.
    let notificationSecret: String
    /// Signs tokens for the engine, and nothing else.
    let signingCertificatePEM: String
    let signingKeyPEM: String

    /// Reads the files in `folder`, or makes those that are missing.
    static func prepare(in folder: String, now: Date) throws -> RegistrySecrets {
        try Files.makeDirectory(folder)
        let secret = try secret(in: "\(folder)/secret")
        let signer = try signer(in: folder, now: now)
        func derived(_ purpose: String) -> [UInt8] {
            MessageAuthentication.code(of: purpose.utf8, secret: secret)
        }
        return RegistrySecrets(
            tokenSecret: derived("registry tokens"),
            notificationSecret: Hexadecimal.text(of: derived("notifications of the engine")),
            signingCertificatePEM: signer.certificatePEM,
            signingKeyPEM: signer.keyPEM
        )
    }

    private static func secret(in file: String) throws -> [UInt8] {
        if let known = try Files.read(file), known.count >= 64 { return Array(known) }
        let made = Array(RandomText.hex(byteCount: 32).utf8)
        try Files.write(Data(made), to: file, mode: 0o600)
        return made
    }

    private static func signer(in folder: String, now: Date) throws -> CertificateAuthority {
        let (certificateFile, keyFile) = ("\(folder)/token-signing.pem", "\(folder)/token-signing-key.pem")
        if let certificate = try Files.read(certificateFile), let key = try Files.read(keyFile),
            let known = try? CertificateAuthority(
                certificatePEM: String(decoding: certificate, as: UTF8.self),
                keyPEM: String(decoding: key, as: UTF8.self)
            ), try CertificateInspection.expiry(ofPEM: known.certificatePEM) > now + renewal
        {
            return known
        }
        let made = try CertificateAuthority.create(commonName: "Slipway registry tokens", now: now, days: days)
        try Files.write(Data(made.keyPEM.utf8), to: keyFile, mode: 0o600)
        try Files.write(Data(made.certificatePEM.utf8), to: certificateFile, mode: 0o644)
        return made
    }
}
