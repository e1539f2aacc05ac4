// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Base64 with the alphabet for URLs and without padding, as tokens use it (RFC 4648, section 5).
package enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    /// The value of each byte; 255 for those that are not in the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        let alphabet = alphabet
        return String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { text in
            var count = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let size = min(3, bytes.count - start)
                var group = UInt32(bytes[start]) << 16
                if size > 1 { group |= UInt32(bytes[start + 1]) << 8 }
                if size > 2 { group |= UInt32(bytes[start + 2]) }
                for digit in 0...size {
                    text[count] = alphabet[Int(group >> UInt32(18 - 6 * digit) & 63)]
                    count += 1
                }
            }
            return count
        }
    }

    /// The bytes that `encode` made `text` from; nil for any text that it cannot have made.
    package static func decode(_ text: some StringProtocol) -> Data? {
        decode(Array(text.utf8)[...]).map { Data($0) }
    }

    /// The same for the bytes of a text.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let values = values
        var isCanonical = false
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { bytes, count in
            var pending: UInt32 = 0
            var bits = 0
            for character in text {
                let value = values[Int(character)]
                guard value < 64 else { return }
                pending = pending << 6 | UInt32(value)
                bits += 6
                if bits >= 8 {
                    bits -= 8
                    bytes[count] = UInt8(truncatingIfNeeded: pending >> UInt32(bits))
                    count += 1
                }
            }
            // Left-over bits other than zero would let one signature be written in several ways.
            isCanonical = bits < 6 && pending & (1 << UInt32(bits) - 1) == 0
        }
        return isCanonical ? bytes : nil
    }
}
