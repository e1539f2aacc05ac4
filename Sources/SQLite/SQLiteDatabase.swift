// SPDX-License-Identifier: Apache-2.0

import Basics
import CSQLite

/// A database with a thread of its own, on which all its work is done, one piece after the other.
///
/// Changes that wait at the same time share one commit, since bringing a commit to the disk takes far longer than most
/// changes do.
package actor SQLiteDatabase {
    private let executor: ThreadExecutor
    private var connection: SQLiteConnection?
    private var group: ChangeGroup?

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
    package func write<Value: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        let connection = try opened()
        let group = try self.group ?? begin(connection)
        let value: Value
        do {
            try connection.run("SAVEPOINT change")
            value = try body(connection)
            try connection.run("RELEASE change")
        } catch {
            try undo(connection, group, after: error)
            throw error
        }
        try await withCheckedThrowingContinuation { group.waiting.append($0) }
        return value
    }

    /// Runs `body` in a transaction in which all reads see one state of the database.
    package func read<Value: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> Value) throws -> Value {
        // What is not on disk yet may be read by nobody.
        if let group { commit(group) }
        return try opened().reading(body)
    }

    /// Closes the database after what is under way; whatever comes after fails.
    package func close() {
        if let group { commit(group) }
        connection = nil
    }

    private func opened() throws -> SQLiteConnection {
        guard let connection else { throw SQLiteError.closed }
        return connection
    }

    /// Opens a transaction, and lets it be closed after all changes that wait at this moment.
    private func begin(_ connection: SQLiteConnection) throws -> ChangeGroup {
        try connection.run("BEGIN IMMEDIATE")
        let begun = ChangeGroup()
        group = begun
        // This comes to the end of the thread's queue.
        Task { commit(begun) }
        return begun
    }

    /// Brings the changes of `group` to the disk and lets those go on who wait for it.
    private func commit(_ ended: ChangeGroup) {
        guard group === ended else { return }
        group = nil
        do {
            try opened().run("COMMIT")
            for waiting in ended.waiting { waiting.resume() }
        } catch {
            if let connection, connection.isInTransaction { try? connection.run("ROLLBACK") }
            for waiting in ended.waiting { waiting.resume(throwing: error) }
        }
    }

    /// Takes the changes of one body back; SQLite ends the whole transaction after some errors, such as a full disk.
    private func undo(_ connection: SQLiteConnection, _ failed: ChangeGroup, after error: any Error) throws {
        if connection.isInTransaction {
            try connection.run("ROLLBACK TO change")
            try connection.run("RELEASE change")
        } else {
            if group === failed { group = nil }
            for waiting in failed.waiting { waiting.resume(throwing: error) }
            failed.waiting = []
        }
    }
}

/// Changes that share one commit.
private final class ChangeGroup {
    /// Who has made a change and waits for it to be on disk.
    var waiting: [CheckedContinuation<Void, any Error>] = []
}
