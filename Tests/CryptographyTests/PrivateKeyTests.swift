// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import TestSupport
import Testing

@Suite struct PrivateKeyTests {
    @Test func keysAreReadBack() throws {
        for key in [try PrivateKey.p256(), try PrivateKey.rsa2048()] {
            let restored = try PrivateKey(pem: key.pem)
            #expect(restored.pem == key.pem)
            #expect(restored.publicPEM == key.publicPEM)
            #expect(key.pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
            #expect(key.publicPEM.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        }
    }

    @Test func olderFormsAreRead() async throws {
        try await withTemporaryDirectory { directory in
            for command in ["ecparam -name prime256v1 -genkey -noout", "genrsa -traditional"] {
                let status = try CommandLineVerifier.run("openssl \(command) -out key.pem", in: directory)
                try #require(status == 0)
                let text = String(decoding: try #require(try Files.read("\(directory)/key.pem")), as: UTF8.self)
                #expect(try PrivateKey(pem: text).pem.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
            }
        }
    }

    @Test func keyWithPasswordIsRefusedWithoutAsking() async throws {
        try await withTemporaryDirectory { directory in
            let command = "openssl genpkey -algorithm RSA -aes128 -pass pass:secret -out key.pem"
            try #require(try CommandLineVerifier.run(command, in: directory) == 0)
            let text = String(decoding: try #require(try Files.read("\(directory)/key.pem")), as: UTF8.self)
            #expect(throws: CryptographyError.self) { try PrivateKey(pem: text) }
        }
    }

    @Test func publicKeyIsNoPrivateKey() throws {
        let key = try PrivateKey.p256()
        #expect(throws: CryptographyError.self) { try PrivateKey(pem: key.publicPEM) }
    }
}
