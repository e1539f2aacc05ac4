// SPDX-License-Identifier: Apache-2.0

import Basics

/// How one-time passcodes are written: ten characters that nobody confuses, fifty random bits.
enum PasscodeText {
    /// 32 characters: no I, O, 0 or 1.
    private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
    private static let length = 10

    /// A new code in two groups: `7KQ2M-XW4TD`.
    static func random() -> String {
        let characters = RandomText.bytes(length).map { alphabet[Int($0 & 31)] }
        return String(characters.prefix(length / 2)) + "-" + String(characters.suffix(length / 2))
    }

    /// The code that somebody typed, in its one form; nil if it cannot be one.
    ///
    /// Case, dashes and spaces do not matter.
    static func normalized(_ text: String) -> String? {
        guard text.utf8.count <= 64 else { return nil }
        let characters = text.uppercased().filter { !$0.isWhitespace && $0 != "-" }
        guard characters.count == length, characters.allSatisfy(alphabet.contains) else { return nil }
        return characters
    }
}
