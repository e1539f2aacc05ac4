// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
package import FoundationEssentials

/// The text of refresh tokens: eight digits of the time, `-`, and 55 random characters (330 bits).
///
/// For clients it has no parts. Tokens from before are random from their beginning.
package enum RefreshTokenText {
    private static let timeCount = 8
    private static let randomCount = 55

    /// A token that is new at `date`.
    package static func make(at date: Date) -> String {
        let seconds = UInt32(truncatingIfNeeded: date.unixSeconds).bigEndian
        let time = withUnsafeBytes(of: seconds) { Array($0) }
        return Hexadecimal.text(of: time) + "-" + RandomText.base64URL(count: randomCount)
    }

    /// What the store knows a token by: its SHA-256, behind its time if it has one.
    ///
    /// So new tokens share a page of the index, in place of a page each that must be written.
    package static func hash(of text: String) -> String {
        let digits = text.utf8.prefix(timeCount)
        let hasTime = digits.allSatisfy { Hexadecimal.isLowerDigit($0) } && text.utf8.dropFirst(timeCount).first == 0x2D
        return (hasTime ? String(decoding: digits, as: UTF8.self) : "") + Digest.sha256Hex(text)
    }
}
