// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SQLite

extension SQLiteValue {
    /// A time, to the millisecond.
    static func time(_ date: Date) -> SQLiteValue {
        .integer(Int((date.timeIntervalSince1970 * 1000).rounded()))
    }

    /// The time, or null for nil.
    static func optionalTime(_ date: Date?) -> SQLiteValue {
        date.map { .time($0) } ?? .null
    }
}

extension SQLiteRow {
    func time(_ column: String) throws(SQLiteError) -> Date {
        Date(timeIntervalSince1970: Double(try integer(column)) / 1000)
    }

    /// The time in `column`, or nil if that is null.
    func optionalTime(_ column: String) throws(SQLiteError) -> Date? {
        try isNull(column) ? nil : try time(column)
    }
}
