// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Glibc
import IAM
import TestSupport
import Testing

@Suite struct SigningKeyFolderTests {
    private let clock = Locked(Date(timeIntervalSince1970: 1_517_334_074.25))

    private func folder(_ directory: String) -> SigningKeyFolder {
        let clock = clock
        return SigningKeyFolder(path: directory + "/keys", time: TimeSource { clock.withLock { $0 } })
    }

    private func prepare(_ directory: String) throws -> SigningKeySet {
        try folder(directory).prepare(adopting: directory + "/single.pem")
    }

    private func mode(_ path: String) -> mode_t? {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o777 : nil
    }

    @Test func theFirstKeyIsMadeOnceAndReadableByItsOwnerAlone() async throws {
        try await withTemporaryDirectory { directory in
            let first = try prepare(directory)
            let second = try prepare(directory)
            #expect(first.keys.map(\.keyID) == ["20180130-17:41:14"])
            #expect(second.published == first.published)
            #expect(mode(directory + "/keys") == 0o700)
            #expect(mode(directory + "/keys/20180130-174114.pem") == 0o600)
        }
    }

    @Test func aSingleKeyOfBeforeIsTakenOver() async throws {
        try await withTemporaryDirectory { directory in
            let key = SigningKey(try .rsa2048(), keyID: "20170101-00:00:00", createdAt: .distantPast)
            try Files.write(
                Data("# kid \(key.keyID)\n\(try PrivateKey.rsa2048().pem)".utf8),
                to: directory + "/single.pem"
            )
            #expect(try prepare(directory).keys.map(\.keyID) == ["20170101-00:00:00"])
            #expect(!Files.exists(directory + "/single.pem"))
            #expect(try prepare(directory).keys.map(\.keyID) == ["20170101-00:00:00"])
        }
    }

    @Test func aKeyFromElsewhereIsNamedAfterItself() async throws {
        try await withTemporaryDirectory { directory in
            try Files.makeDirectory(directory + "/keys")
            try Files.write(Data(try PrivateKey.rsa2048().pem.utf8), to: directory + "/keys/own.pem")
            let keys = try prepare(directory).keys
            #expect(keys.map(\.keyID.count) == [16])
            #expect(abs(keys[0].createdAt.timeIntervalSinceNow) < 3600)
        }
    }

    @Test func theYoungestSignsAndAllVerify() async throws {
        try await withTemporaryDirectory { directory in
            let old = try prepare(directory)
            // Twice within one second, and with a clock that was set back: still younger, under a name of its own.
            try folder(directory).add()
            clock.withLock { $0 -= 86_400 }
            try folder(directory).add()
            let set = try folder(directory).load()
            #expect(set.keys.map(\.keyID) == ["20180130-17:41:16", "20180130-17:41:15", "20180130-17:41:14"])
            let token = try set.signer.sign(["a": "b"])
            #expect(throws: CryptographyError.self) { try old.verifier.verify(token) }
            for token in [token, try old.signer.sign(["a": "b"])] {
                #expect(throws: Never.self) { try set.verifier.verify(token) }
                #expect(throws: Never.self) { try TokenVerifier(keySet: set.published).verify(token) }
            }
        }
    }

    @Test func aKeyGoesWhenNothingThatItSignedIsGoodAnyMore() async throws {
        try await withTemporaryDirectory { directory in
            _ = try prepare(directory)
            clock.withLock { $0 += 86_400 }
            try folder(directory).add()
            // A token is good for an hour, to the last second of which its key is published.
            clock.withLock { $0 += 3660 }
            #expect(try prepare(directory).keys.count == 2)
            clock.withLock { $0 += SigningKeySet.retirement - 3660 }
            #expect(try prepare(directory).keys.map(\.keyID) == ["20180131-17:41:14"])
            clock.withLock { $0 += 1e9 }
            #expect(try prepare(directory).keys.count == 1, "the one that signs stays")
        }
    }

    @Test(arguments: ["nonsense", "elliptic curve"])
    func whatIsNoRSAKeyIsRefusedWithItsName(content: String) async throws {
        try await withTemporaryDirectory { directory in
            _ = try prepare(directory)
            let text = content == "nonsense" ? content : try PrivateKey.p256().pem
            try Files.write(Data(text.utf8), to: directory + "/keys/other.pem")
            #expect {
                try prepare(directory)
            } throws: {
                "\($0)".contains("/keys/other.pem")
            }
        }
    }

    @Test func halfWrittenFilesAreNoKeys() async throws {
        try await withTemporaryDirectory { directory in
            let set = try prepare(directory)
            try Files.write(Data("# kid x\n-----BEGIN".utf8), to: directory + "/keys/20180131-000000.pem.1a2b.tmp")
            #expect(try prepare(directory).published == set.published)
        }
    }
}
