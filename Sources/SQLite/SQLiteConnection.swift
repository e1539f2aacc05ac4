// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// An open database.
///
/// It never leaves the `SQLiteDatabase` or `SQLiteReader` that lends it.
package final class SQLiteConnection {
    /// How long to wait for another process to end its change.
    ///
    /// SQLite only looks from time to time whether the database is free, so on a host whose disk is slow a process
    /// that writes a lot can keep another one waiting for many commits.
    private static let busyMilliseconds: Int32 = 60_000

    private let pointer: OpaquePointer
    /// Prepared statements by their text.
    private var statements: [String: SQLiteStatement] = [:]

    init(_ location: SQLiteLocation) throws(SQLiteError) {
        let path: String
        switch location {
        case .memory:
            path = ":memory:"
        case .file(let file):
            try Self.prepareFile(file)
            path = file
        }
        var pointer: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &pointer, flags, nil)
        guard code == SQLITE_OK, let pointer else {
            let message = pointer.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(pointer)
            throw SQLiteError(code: code, message: "\(path): \(message)")
        }
        self.pointer = pointer
        sqlite3_busy_timeout(pointer, Self.busyMilliseconds)
        // FULL: what was answered with success is on disk, even if the power fails the moment after. Pages that change
        // again and again are brought over from the log once in a while only: every 16 MB.
        try script(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA cache_size = -16000;
            PRAGMA wal_autocheckpoint = 4000;
            """
        )
    }

    deinit {
        statements.removeAll()
        sqlite3_close_v2(pointer)
    }

    /// Runs statements without values, one after the other.
    package func script(_ sql: String) throws(SQLiteError) {
        let code = sqlite3_exec(pointer, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, nil) }
    }

    /// Runs one statement; rows that it gives are dropped.
    package func run(_ sql: String, _ values: [SQLiteValue] = []) throws(SQLiteError) {
        try withStatement(sql, values) { (statement) throws(SQLiteError) in
            while try step(statement) {}
        }
    }

    /// The rows that the statement gives, each turned into a value by `read`.
    package func rows<Value>(
        _ sql: String,
        _ values: [SQLiteValue] = [],
        _ read: (SQLiteRow) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> [Value] {
        try withStatement(sql, values) { (statement) throws(SQLiteError) in
            var result: [Value] = []
            while try step(statement) { result.append(try read(SQLiteRow(statement))) }
            return result
        }
    }

    /// How many rows the last change touched.
    package var changeCount: Int {
        Int(sqlite3_changes64(pointer))
    }

    var isInTransaction: Bool {
        sqlite3_get_autocommit(pointer) == 0
    }

    /// Runs `body` in a transaction in which all reads see one state of the database.
    func reading<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try run("BEGIN")
        do {
            let value = try body(self)
            try run("COMMIT")
            return value
        } catch {
            if isInTransaction { try run("ROLLBACK") }
            throw error
        }
    }

    /// Runs `body` in a transaction that is open; what it changed is taken back if it throws.
    func undoingFailure<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try run("SAVEPOINT change")
        do {
            let value = try body(self)
            try run("RELEASE change")
            return value
        } catch {
            if isInTransaction {
                try run("ROLLBACK TO change")
                try run("RELEASE change")
            }
            throw error
        }
    }

    private func withStatement<Value>(
        _ sql: String,
        _ values: [SQLiteValue],
        _ body: (SQLiteStatement) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value {
        let statement = try statement(sql)
        statement.isInUse = true
        defer {
            statement.reset()
            statement.isInUse = false
        }
        try statement.bind(values)
        return try body(statement)
    }

    /// One that is not in use: the same text may be run again from within the body of another.
    private func statement(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        let known = statements[sql]
        if let known, !known.isInUse { return known }
        let statement = try SQLiteStatement(sql, on: pointer)
        if known == nil { statements[sql] = statement }
        return statement
    }

    private func step(_ statement: SQLiteStatement) throws(SQLiteError) -> Bool {
        let code = sqlite3_step(statement.pointer)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else { throw error(code, statement.sql) }
        return false
    }

    private func error(_ code: Int32, _ sql: String?) -> SQLiteError {
        SQLiteError(code: code, message: String(cString: sqlite3_errmsg(pointer)), statement: sql)
    }

    /// Makes the file with mode 0600 if it is missing; SQLite gives the mode to the files it puts beside it.
    private static func prepareFile(_ path: String) throws(SQLiteError) {
        // A file that is there is not opened: closing it again would drop all locks of this process on it, also those
        // of other connections, and the next program that looks into the database would ruin it.
        if chmod(path, 0o600) == 0 { return }
        guard errno == ENOENT else {
            throw SQLiteError(code: SQLITE_PERM, message: "\(path): \(String(cString: strerror(errno)))")
        }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw SQLiteError(code: SQLITE_CANTOPEN, message: "\(path): \(String(cString: strerror(errno)))")
        }
        close(descriptor)
    }
}
