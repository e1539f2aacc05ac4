// SPDX-License-Identifier: Apache-2.0

import Basics

/// A connection for reading alone, which is used on the thread of the caller.
///
/// Reading waits for no writer and for no commit on its way to the disk, and most of it takes less time than handing it to
/// another thread would.
package final class SQLiteReader: Sendable {
    private let connection: Locked<SQLiteConnection?>

    /// Opens the database in the file at `path`.
    package init(path: String) throws(SQLiteError) {
        connection = Locked(try SQLiteConnection(.file(path)))
    }

    /// Runs `body` in a transaction in which all reads see one state of the database.
    package func read<Value: Sendable>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try connection.withLock { connection in
            guard let connection else { throw SQLiteError.closed }
            return try connection.reading(body)
        }
    }

    /// The same for a body that runs one statement, which sees one state of the database without a transaction.
    package func query<Value: Sendable>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try connection.withLock { connection in
            guard let connection else { throw SQLiteError.closed }
            return try body(connection)
        }
    }

    /// Closes the database after what is under way; whatever comes after fails.
    package func close() {
        connection.withLock { $0 = nil }
    }
}
