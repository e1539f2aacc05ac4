// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import TestSupport
import Testing

@Suite struct DigestTests {
    @Test func digestsAreTheKnownOnes() {
        #expect(Digest.sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest.sha256Hex(Data()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(Digest.sha1Hex(Data("abc".utf8)) == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(Digest.sha256("abc".utf8).count == 32)
    }

    @Test func filesAreReadWhole() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/file"
            let content = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            try Files.write(content, to: path)
            #expect(try Digest.sha256HexOfFile(path) == Digest.sha256Hex(content))
            #expect(try Digest.sha1HexOfFile(path) == Digest.sha1Hex(content))
            #expect(throws: FileError.self) { try Digest.sha256HexOfFile("\(directory)/missing") }
        }
    }

    @Test(arguments: [("", "", true), ("a", "a", true), ("a", "b", false), ("a", "aa", false)])
    func comparisonSeesDifferences(left: String, right: String, isEqual: Bool) {
        #expect(ConstantTime.equals(left.utf8, right.utf8) == isEqual)
    }

    @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("??>", "Pz8-"), ("???", "Pz8_")])
    func base64URLGoesBothWays(plain: String, text: String) {
        #expect(Base64URL.encode(plain.utf8) == text)
        #expect(Base64URL.decode(text) == Data(plain.utf8))
    }

    @Test(arguments: ["A", "AB", "Zg==", "Zm9", "Pz8+", "Zg\n", "Zm9vA"])
    func base64URLOfNothingIsRefused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }
}
