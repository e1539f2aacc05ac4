// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Unguessable text for identifiers and secrets, from the kernel's random source.
package enum RandomText {
    /// Lower-case hexadecimal digits of `byteCount` random bytes, two digits a byte.
    package static func hex(byteCount: Int) -> String {
        Hexadecimal.text(of: bytes(byteCount))
    }

    /// 40 lower-case hexadecimal digits, eight of the time and 32 random ones.
    ///
    /// An index takes identifiers that come in order at its end, where many share a page that must be written.
    package static func orderedIdentifier() -> String {
        let seconds = UInt32(truncatingIfNeeded: time(nil)).bigEndian
        return Hexadecimal.text(of: withUnsafeBytes(of: seconds) { Array($0) } + bytes(16))
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
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let size = min(count - filled, 256)
                // Going on without randomness is no choice.
                precondition(getentropy(buffer.baseAddress.map { $0 + filled }, size) == 0, "no random numbers")
                filled += size
            }
        }
    }
}
