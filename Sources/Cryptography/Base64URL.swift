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
        var isCanonical = false
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { bytes, count in
            text.withUnsafeBufferPointer { text in
                values.withUnsafeBufferPointer { values in
                    isCanonical = decode(text, values, into: bytes, &count)
                }
            }
        }
        return isCanonical ? bytes : nil
    }

    /// Decodes group by group: most of the time that tokens take to read is spent here.
    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>,
        _ values: UnsafeBufferPointer<UInt8>,
        into bytes: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int
    ) -> Bool {
        // All values together: beyond 63 if one of them is none.
        var seen: UInt8 = 0
        var pending: UInt32 = 0
        for start in stride(from: 0, to: text.count & ~3, by: 4) {
            for character in text[start..<(start + 4)] {
                let value = values[Int(character)]
                seen |= value
                pending = pending << 6 | UInt32(value)
            }
            bytes[count] = UInt8(truncatingIfNeeded: pending >> 16)
            bytes[count + 1] = UInt8(truncatingIfNeeded: pending >> 8)
            bytes[count + 2] = UInt8(truncatingIfNeeded: pending)
            count += 3
        }
        var bits: UInt32 = 0
        for character in text[(text.count & ~3)...] {
            let value = values[Int(character)]
            seen |= value
            pending = pending << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes[count] = UInt8(truncatingIfNeeded: pending >> bits)
            count += 1
        }
        // Left-over bits other than zero would let one signature be written in several ways.
        return seen < 64 && bits < 6 && pending & (1 << bits - 1) == 0
    }
}
