// SPDX-License-Identifier: Apache-2.0

/// Unguessable text for identifiers and secrets, from the kernel's random source.
package enum RandomText {
    /// Lower-case hexadecimal digits of `byteCount` random bytes, two digits a byte.
    package static func hex(byteCount: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = bytes(byteCount).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }

    /// `count` characters of the alphabet A-Z, a-z, 0-9, `-` and `_`: six random bits each.
    package static func base64URL(count: Int) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        return String(decoding: bytes(count).map { alphabet[Int($0 & 63)] }, as: UTF8.self)
    }

    /// `count` letters and digits, almost six random bits each; for what is typed or given as an option.
    package static func lettersAndDigits(count: Int) -> String {
        var text = ""
        while text.count < count {
            text += base64URL(count: count).filter { $0 != "-" && $0 != "_" }
        }
        return String(text.prefix(count))
    }

    /// `count` random bytes.
    package static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        // Each number is a call of the system, so all of its eight bytes are used.
        let numbers = (0..<(count + 7) / 8).map { _ in generator.next() }
        return (0..<count).map { UInt8(truncatingIfNeeded: numbers[$0 / 8] >> UInt64($0 % 8 * 8)) }
    }
}
