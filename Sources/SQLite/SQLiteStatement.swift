// SPDX-License-Identifier: Apache-2.0

import CSQLite
import FoundationEssentials

/// Owns one prepared statement.
///
/// It lives on the thread of its connection.
final class SQLiteStatement {
    let sql: String
    let pointer: OpaquePointer
    var isInUse = false
    /// Number of each result column by its name.
    let columns: [String: Int32]

    init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
        var pointer: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil)
        guard code == SQLITE_OK, let pointer else {
            throw SQLiteError(code: code, message: String(cString: sqlite3_errmsg(connection)), statement: sql)
        }
        self.sql = sql
        self.pointer = pointer
        var columns: [String: Int32] = [:]
        for index in 0..<sqlite3_column_count(pointer) {
            if let name = sqlite3_column_name(pointer, index) { columns[String(cString: name)] = index }
        }
        self.columns = columns
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    func bind(_ values: [SQLiteValue]) throws(SQLiteError) {
        guard Int(sqlite3_bind_parameter_count(pointer)) == values.count else {
            throw SQLiteError(code: SQLITE_RANGE, message: "\(values.count) values do not fit", statement: sql)
        }
        for (offset, value) in values.enumerated() {
            let code = bind(value, at: Int32(offset) + 1)
            guard code == SQLITE_OK else {
                throw SQLiteError(code: code, message: String(cString: sqlite3_errstr(code)), statement: sql)
            }
        }
    }

    private func bind(_ value: SQLiteValue, at index: Int32) -> Int32 {
        // SAFETY: -1 is SQLITE_TRANSIENT, which Swift does not import: SQLite copies the bytes during the call.
        let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null:
            return sqlite3_bind_null(pointer, index)
        case .integer(let number):
            return sqlite3_bind_int64(pointer, index, Int64(number))
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    // Without an address this would be null, which is not the empty text.
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(pointer, index, "", 0, copying)
                    }
                    return sqlite3_bind_text(pointer, index, start, Int32(clamping: characters.count), copying)
                }
            }
        case .blob(let data):
            return data.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return sqlite3_bind_zeroblob(pointer, index, 0) }
                return sqlite3_bind_blob(pointer, index, start, Int32(clamping: bytes.count), copying)
            }
        }
    }

    /// Makes the statement ready for its next use and forgets the values.
    func reset() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }
}
