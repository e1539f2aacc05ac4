// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import IAM
import Testing

@Suite struct RefreshTokenTextTests {
    private let start = Date(timeIntervalSince1970: 1_517_334_074)

    @Test func newerTokensHaveLargerHashes() {
        let texts = (0..<40).map { RefreshTokenText.make(at: start + Double($0)) }
        let hashes = texts.map(RefreshTokenText.hash(of:))
        #expect(hashes == hashes.sorted())
        #expect(zip(texts, hashes).allSatisfy { $1.hasSuffix(Digest.sha256Hex($0)) })
    }

    @Test func tokensOfOneMomentDiffer() {
        let texts = Set((0..<100).map { _ in RefreshTokenText.make(at: start) })
        #expect(texts.count == 100)
        #expect(texts.allSatisfy { $0.count == 64 })
    }

    @Test(arguments: ["", "5a70af3", "5a70af3a", "5A70AF3A-x", "5a70af3g-x", "5a70af3a_x", "-5a70af3a-x", "é70af3a-x"])
    func otherTextsKeepThePlainHash(text: String) {
        #expect(RefreshTokenText.hash(of: text) == Digest.sha256Hex(text))
    }
}
