// SPDX-License-Identifier: Apache-2.0

import CSQLite
package import FoundationEssentials

/// One row of a result; good only while it is being read.
package struct SQLiteRow {
    private let statement: SQLiteStatement

    init(_ statement: SQLiteStatement) {
        self.statement = statement
    }

    package func integer(_ column: String) throws(SQLiteError) -> Int {
        Int(sqlite3_column_int64(statement.pointer, try index(column, SQLITE_INTEGER)))
    }

    package func flag(_ column: String) throws(SQLiteError) -> Bool {
        try integer(column) != 0
    }

    package func text(_ column: String) throws(SQLiteError) -> String {
        text(at: try index(column, SQLITE_TEXT))
    }

    /// The text in `column`, or nil if that is null.
    package func optionalText(_ column: String) throws(SQLiteError) -> String? {
        try isNull(column) ? nil : try text(column)
    }

    package func isNull(_ column: String) throws(SQLiteError) -> Bool {
        sqlite3_column_type(statement.pointer, try index(column)) == SQLITE_NULL
    }

    /// What `parse` makes of the text in `column`; throws if it cannot make anything of it.
    package func value<Value>(_ column: String, _ parse: (String) -> Value?) throws(SQLiteError) -> Value {
        let text = try text(column)
        guard let value = parse(text) else {
            let message = "column \"\(column)\" holds the unknown value \"\(text)\""
            throw SQLiteError(code: SQLITE_MISMATCH, message: message, statement: statement.sql)
        }
        return value
    }

    package func blob(_ column: String) throws(SQLiteError) -> Data {
        let index = try index(column, SQLITE_BLOB)
        guard let start = sqlite3_column_blob(statement.pointer, index) else { return Data() }
        return Data(bytes: start, count: Int(sqlite3_column_bytes(statement.pointer, index)))
    }

    private func text(at index: Int32) -> String {
        guard let start = sqlite3_column_text(statement.pointer, index) else { return "" }
        let count = Int(sqlite3_column_bytes(statement.pointer, index))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private func index(_ column: String) throws(SQLiteError) -> Int32 {
        guard let index = statement.columns[column] else {
            throw SQLiteError(code: SQLITE_RANGE, message: "no column \"\(column)\"", statement: statement.sql)
        }
        return index
    }

    /// The number of `column`, once its value has proved to be of the type: SQLite would convert it silently.
    private func index(_ column: String, _ type: Int32) throws(SQLiteError) -> Int32 {
        let index = try index(column)
        guard sqlite3_column_type(statement.pointer, index) == type else {
            let message = "column \"\(column)\" holds another type"
            throw SQLiteError(code: SQLITE_MISMATCH, message: message, statement: statement.sql)
        }
        return index
    }
}
