// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// What SQLite answered in place of doing its work.
package struct SQLiteError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The extended result code.
    package let code: Int32
    /// The library's own words.
    package let message: String
    /// The statement that failed; without values, so it holds no secrets.
    package let statement: String?

    package init(code: Int32, message: String, statement: String? = nil) {
        self.code = code
        self.message = message
        self.statement = statement
    }

    /// What is asked of a database that was closed.
    static let closed = SQLiteError(code: SQLITE_MISUSE, message: "the database is closed")

    /// A primary key is taken.
    package var isPrimaryKeyViolation: Bool { code == 1555 }

    /// Another column that must be unique has the value already.
    package var isUniqueViolation: Bool { code == 2067 }

    package var description: String {
        "database error \(code): \(message)" + (statement.map { " in \"\($0)\"" } ?? "")
    }
}
