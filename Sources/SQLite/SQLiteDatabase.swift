// SPDX-License-Identifier: Apache-2.0

import Basics
import CSQLite

/// A database with a thread of its own, on which all its work is done, one transaction after the other.
package actor SQLiteDatabase {
    private let executor: ThreadExecutor
    private var connection: SQLiteConnection?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the database at `location`.
    package static func open(_ location: SQLiteLocation) async throws(SQLiteError) -> SQLiteDatabase {
        let database = SQLiteDatabase()
        try await database.connect(location)
        return database
    }

    private init() {
        executor = ThreadExecutor(label: "database")
    }

    private func connect(_ location: SQLiteLocation) throws(SQLiteError) {
        connection = try SQLiteConnection(location)
    }

    /// Runs `body` in a transaction that may write, and gives back what it returns.
    ///
    /// All of its changes are on disk when this returns; none of them is kept when it throws. `body` waits for
    /// nothing, since the connection is not safe from other tasks across an `await`.
    package func write<Value: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> Value) throws -> Value {
        try transaction("BEGIN IMMEDIATE", body)
    }

    /// Runs `body` in a transaction in which all reads see one state of the database.
    package func read<Value: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> Value) throws -> Value {
        try transaction("BEGIN", body)
    }

    /// Closes the database; whatever comes after fails.
    package func close() {
        connection = nil
    }

    private func transaction<Value>(_ begin: String, _ body: (SQLiteConnection) throws -> Value) throws -> Value {
        guard let connection else { throw SQLiteError(code: SQLITE_MISUSE, message: "the database is closed") }
        try connection.run(begin)
        do {
            let value = try body(connection)
            try connection.run("COMMIT")
            return value
        } catch {
            // SQLite ends the transaction by itself after some errors, such as a full disk.
            if connection.isInTransaction { try connection.run("ROLLBACK") }
            throw error
        }
    }
}
