// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SQLite

extension SQLiteValue {
    /// A time, to the millisecond.
    static func time(_ date: Date) -> SQLiteValue {
        .integer(Int((date.timeIntervalSince1970 * 1000).rounded()))
    }
}

extension SQLiteRow {
    func time(_ column: String) throws(SQLiteError) -> Date {
        Date(timeIntervalSince1970: Double(try integer(column)) / 1000)
    }
}
