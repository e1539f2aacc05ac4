// SPDX-License-Identifier: Apache-2.0

import Basics
import IAM
import Testing

@Suite struct APIKeyTextTests {
    @Test func keysHaveThePrefixAndTheLengthOfTheTime() {
        let keys = (0..<200).map { _ in APIKeyText.make() }
        #expect(Set(keys).count == keys.count)
        for key in keys {
            #expect(key.hasPrefix("slipway_"))
            #expect(key.utf8.count == 44)
            #expect(key.dropFirst(8).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
            #expect(APIKeyText.isPlausible(key))
        }
    }

    @Test func theChecksumIsThatOfTheDecisionRecord() {
        // Computed apart from this program: SHA-256, first four bytes, base 62.
        #expect(APIKeyText.isPlausible("slipway_0000000000000000000000000000004Oo2Tp"))
        #expect(!APIKeyText.isPlausible("slipway_0000000000000000000000000000014Oo2Tp"))
    }

    @Test func aMistypedKeyIsNotPlausible() {
        let key = Array(APIKeyText.make())
        for index in key.indices where index >= 8 {
            var typo = key
            typo[index] = typo[index] == "a" ? "b" : "a"
            #expect(!APIKeyText.isPlausible(String(typo)), "position \(index)")
        }
        #expect(!APIKeyText.isPlausible(String(key.dropLast())))
        #expect(!APIKeyText.isPlausible(String(key) + "a"))
    }

    @Test func keysFromBeforeArePlausible() {
        #expect(APIKeyText.isPlausible(RandomText.lettersAndDigits(count: 44)))
        #expect(APIKeyText.isPlausible(RandomText.base64URL(count: 44)))
    }
}
