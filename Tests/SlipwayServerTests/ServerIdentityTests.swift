// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Glibc
import SlipwayServer
import TestSupport
import Testing

struct ServerIdentityTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func names(_ url: String) throws -> ServerNames {
        ServerNames(
            publicURL: try #require(PublicURL(url)),
            listen: ListenAddress(address: "0.0.0.0", port: 6780),
            hostName: "Box"
        )
    }

    private func mode(_ path: String) -> mode_t {
        var information = stat()
        stat(path, &information)
        return information.st_mode & 0o777
    }

    @Test func firstStartMakesBothAndTheNextOneKeepsThem() async throws {
        try await withTemporaryDirectory { folder in
            let names = try names("https://clusters.example.org")
            let first = try ServerIdentity.prepare(in: "\(folder)/tls", names: names, now: Self.now)
            let found = try CertificateInspection.names(ofPEM: first.certificatePEM)
            #expect(Set(found) == ["clusters.example.org", "localhost", "box", "127.0.0.1", "::1"])
            let isSigned = try CertificateInspection.isSigned(
                pem: first.certificatePEM,
                byAuthorityPEM: first.authorityPEM
            )
            #expect(isSigned)
            #expect(mode("\(folder)/tls") == 0o700)
            #expect(mode("\(folder)/tls/ca-key.pem") == 0o600)
            #expect(mode("\(folder)/tls/server-key.pem") == 0o600)
            let second = try ServerIdentity.prepare(in: "\(folder)/tls", names: names, now: Self.now + 300 * 86_400)
            #expect(second.certificatePEM == first.certificatePEM)
        }
    }

    @Test func certificateIsRenewedAndTheAuthorityStays() async throws {
        try await withTemporaryDirectory { folder in
            let names = try names("https://clusters.example.org")
            let first = try ServerIdentity.prepare(in: folder, names: names, now: Self.now)
            let late = Self.now + 340 * 86_400
            let renewed = try ServerIdentity.prepare(in: folder, names: names, now: late)
            #expect(renewed.certificatePEM != first.certificatePEM)
            let moved = try ServerIdentity.prepare(in: folder, names: self.names("https://10.1.2.3:7000"), now: late)
            #expect(try CertificateInspection.names(ofPEM: moved.certificatePEM).contains("10.1.2.3"))
            #expect(moved.authorityPEM == first.authorityPEM)
        }
    }

    @Test func certificateFromTheFutureIsMadeAnew() async throws {
        try await withTemporaryDirectory { folder in
            let names = try names("https://clusters.example.org")
            _ = try ServerIdentity.prepare(in: folder, names: names, now: Self.now)
            // The clock was wrong for a while, and is right again.
            let wrong = try ServerIdentity.prepare(in: folder, names: names, now: Self.now + 700 * 86_400)
            let right = try ServerIdentity.prepare(in: folder, names: names, now: Self.now)
            #expect(right.certificatePEM != wrong.certificatePEM)
            #expect(try CertificateInspection.start(ofPEM: right.certificatePEM) <= Self.now)
            #expect(right.authorityPEM == wrong.authorityPEM)
        }
    }

    @Test func halfWrittenPairIsMadeAnew() async throws {
        try await withTemporaryDirectory { folder in
            let names = try names("https://clusters.example.org")
            _ = try ServerIdentity.prepare(in: folder, names: names, now: Self.now)
            try Files.write(Data(try PrivateKey.p256().pem.utf8), to: "\(folder)/server-key.pem")
            let mended = try ServerIdentity.prepare(in: folder, names: names, now: Self.now)
            #expect(try CertificateInspection.belongs(keyPEM: mended.keyPEM, toPEM: mended.certificatePEM))
        }
    }

    @Test func twoDaemonsCannotShareAFolder() async throws {
        try await withTemporaryDirectory { folder in
            let first = try DataFolderLock(folder: folder)
            #expect(throws: StartupError.unusable("another slipwayd uses the data folder \(folder)")) {
                _ = try DataFolderLock(folder: folder)
            }
            _ = consume first
            _ = try DataFolderLock(folder: folder)
        }
    }
}
