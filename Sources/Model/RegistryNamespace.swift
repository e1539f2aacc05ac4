// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A part of the registry that one account has for its images; what their names begin with.
package struct RegistryNamespace: Sendable, Equatable {
    /// Unique among all accounts.
    package let name: String
    package let accountID: String
    package let createdAt: Date
    /// When its removal began; nil for one that can be used.
    ///
    /// The name stays taken for a while, so that nobody else gets it while tokens for it are still good.
    package var removedAt: Date?

    package init(name: String, accountID: String, createdAt: Date, removedAt: Date? = nil) {
        self.name = name
        self.accountID = accountID
        self.createdAt = createdAt
        self.removedAt = removedAt
    }

    /// Whether `text` can be the name of one: 4 to 30 lower-case letters, digits and underscores.
    ///
    /// It begins and ends with a letter or digit and has no three underscores in a row, or no registry would take it.
    package static func isName(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard (4...30).contains(bytes.count), let first = bytes.first, let last = bytes.last else { return false }
        func isLetterOrDigit(_ byte: UInt8) -> Bool { (97...122).contains(byte) || (48...57).contains(byte) }
        return isLetterOrDigit(first) && isLetterOrDigit(last) && !text.contains("___")
            && bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "_") }
    }
}
