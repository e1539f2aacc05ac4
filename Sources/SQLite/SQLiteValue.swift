// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A value that goes into a statement.
package enum SQLiteValue: Sendable, Equatable {
    case null
    case integer(Int)
    case text(String)
    case blob(Data)

    /// The text, or null for nil.
    package static func optionalText(_ text: String?) -> SQLiteValue {
        text.map { .text($0) } ?? .null
    }

    /// 1 or 0.
    package static func flag(_ isTrue: Bool) -> SQLiteValue {
        .integer(isTrue ? 1 : 0)
    }
}
