// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography

/// The text of API keys: `slipway_`, 30 random letters and digits (178 bits), and six characters of checksum.
///
/// The prefix lets a scanner find keys in files that should have none; the checksum tells a key from what only looks
/// like one, and a mistyped key from an unknown one, without asking the store. Keys from before have no such form.
package enum APIKeyText {
    static let prefix = "slipway_"
    private static let randomCount = 30
    private static let checksumCount = 6
    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    /// A new key.
    package static func make() -> String {
        let body = prefix + RandomText.lettersAndDigits(count: randomCount)
        return body + checksum(of: body)
    }

    /// Whether `text` can be a key: whatever has the prefix must have the right length and checksum.
    package static func isPlausible(_ text: String) -> Bool {
        guard text.hasPrefix(prefix) else { return true }
        guard text.utf8.count == prefix.utf8.count + randomCount + checksumCount else { return false }
        return checksum(of: String(text.dropLast(checksumCount))) == text.suffix(checksumCount)
    }

    /// The first 32 bits of the SHA-256 of `body` in base 62, most significant digit first.
    private static func checksum(of body: String) -> String {
        var value = Digest.sha256(Array(body.utf8)).prefix(4).reduce(0) { $0 << 8 | Int($1) }
        var text = ""
        for _ in 0..<checksumCount {
            text = String(digits[value % digits.count]) + text
            value /= digits.count
        }
        return text
    }
}
