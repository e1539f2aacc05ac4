// SPDX-License-Identifier: Apache-2.0

import Basics
import CSQLite

/// A database with a thread of its own, on which all its work is done, one piece after the other.
///
/// Changes that wait at the same time share one commit, since bringing a commit to the disk takes far longer than most
/// changes do, and they share the waking of the thread.
package actor SQLiteDatabase {
    /// What somebody waits for.
    private struct Change: Sendable {
        let isOneStatement: Bool
        /// Makes the change and gives what tells the one who waits that it is on disk.
        let make: @Sendable (SQLiteConnection) throws -> @Sendable () -> Void
        /// Tells the one who waits that nothing of it is kept.
        let fail: @Sendable (any Error) -> Void
    }

    private struct Waiting {
        var changes: [Change] = []
        /// How many changes shared the last commit.
        var lastCount = 0
    }

    /// From how many changes in a commit on it is worth while to wait for more before the next one.
    private static let crowd = 4
    /// How long that is: a few times as long as a commit takes.
    private static let gathering: Duration = .milliseconds(8)

    private let executor: ThreadExecutor
    private var connection: SQLiteConnection?
    private let waiting = Locked(Waiting())

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
    /// All of its changes are on disk when this returns; none of them is kept when it throws. One statement is kept or not
    /// as a whole anyway: a body that runs no more costs less if it is said to be so.
    package nonisolated func write<Value: Sendable>(
        isOneStatement: Bool = false,
        _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let change = Change(
                isOneStatement: isOneStatement,
                make: { connection in
                    let value = try body(connection)
                    return { continuation.resume(returning: value) }
                },
                fail: { continuation.resume(throwing: $0) }
            )
            let (isFirst, isCrowded) = waiting.withLock { waiting in
                waiting.changes.append(change)
                return (waiting.changes.count == 1, waiting.lastCount >= Self.crowd)
            }
            guard isFirst else { return }
            Task.immediate {
                if isCrowded { try? await Task.sleep(for: Self.gathering) }
                await makeWaitingChanges()
            }
        }
    }

    /// Runs `body` in a transaction in which all reads see one state of the database.
    package func read<Value: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> Value) throws -> Value {
        guard let connection else { throw SQLiteError.closed }
        return try connection.reading(body)
    }

    /// The same for a body that runs one statement, which sees one state of the database without a transaction.
    package func query<Value: Sendable>(_ body: @Sendable (SQLiteConnection) throws -> Value) throws -> Value {
        guard let connection else { throw SQLiteError.closed }
        return try body(connection)
    }

    /// Closes the database after what is under way; whatever comes after fails.
    package func close() {
        makeWaitingChanges()
        connection = nil
    }

    private func makeWaitingChanges() {
        let changes = waiting.withLock { waiting in
            defer { waiting = Waiting(lastCount: waiting.changes.count) }
            return waiting.changes
        }
        guard !changes.isEmpty else { return }
        if let connection {
            make(changes, connection)
        } else {
            for change in changes { change.fail(SQLiteError.closed) }
        }
    }

    /// Makes all of `changes` that can be made and brings them to the disk together.
    private func make(_ changes: [Change], _ connection: SQLiteConnection) {
        var made: [(change: Change, keep: @Sendable () -> Void)] = []
        for change in changes {
            do {
                if !connection.isInTransaction { try connection.run("BEGIN IMMEDIATE") }
                let keep =
                    if change.isOneStatement { try change.make(connection) } else {
                        try connection.undoingFailure { try change.make($0) }
                    }
                made.append((change, keep))
            } catch {
                change.fail(error)
                guard !connection.isInTransaction else { continue }
                // SQLite ends the whole transaction after some errors, such as a full disk.
                for lost in made { lost.change.fail(error) }
                made = []
            }
        }
        do {
            if connection.isInTransaction { try connection.run("COMMIT") }
            for kept in made { kept.keep() }
        } catch {
            if connection.isInTransaction { try? connection.run("ROLLBACK") }
            for lost in made { lost.change.fail(error) }
        }
    }
}
