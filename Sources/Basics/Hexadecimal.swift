// SPDX-License-Identifier: Apache-2.0

/// Bytes as hexadecimal digits.
package enum Hexadecimal {
    private static let digits: StaticString = "0123456789abcdef"

    /// Two lower-case digits for each of `bytes`.
    package static func text(of bytes: some Collection<UInt8>) -> String {
        text(of: Array(bytes))
    }

    /// Two lower-case digits for each of `bytes`.
    package static func text(of bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { text in
            var count = 0
            for byte in bytes {
                text[count] = digits.utf8Start[Int(byte >> 4)]
                text[count + 1] = digits.utf8Start[Int(byte & 15)]
                count += 2
            }
            return count
        }
    }

    /// Whether `character` is one of the digits that `text(of:)` writes.
    package static func isLowerDigit(_ character: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(character)
    }
}
