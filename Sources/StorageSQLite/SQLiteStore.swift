// SPDX-License-Identifier: Apache-2.0

import SQLite
package import Storage

/// Keeps everything in one SQLite database.
///
/// What a call has stored is on disk when it returns. Times are kept to the millisecond.
package final class SQLiteStore: Sendable {
    private let database: SQLiteDatabase
    /// So that reading does not wait for a disk; a database in memory has one connection and needs none.
    private let reader: SQLiteReader?

    /// Opens the database in the file at `path`, makes it if missing, and brings its tables to the present form.
    package convenience init(path: String) async throws(StoreError) {
        try await self.init(.file(path))
    }

    /// A database that ends with the process, for tests.
    package static func inMemory() async throws(StoreError) -> SQLiteStore {
        try await SQLiteStore(.memory)
    }

    private init(_ location: SQLiteLocation) async throws(StoreError) {
        do {
            database = try await SQLiteDatabase.open(location)
            try await Migration.apply(to: database)
            reader = if case .file(let path) = location { try SQLiteReader(path: path) } else { nil }
        } catch {
            guard case .file(let path) = location else { throw .unavailable(reason: "\(error)") }
            throw .unavailable(reason: "cannot use the database \(path): \(error)")
        }
    }

    /// Closes the database after what is under way; whatever comes after fails.
    package func close() async {
        reader?.close()
        await database.close()
    }

    func read<Value: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return if let reader { try reader.read(body) } else { try await database.read(body) }
        } catch {
            throw Self.storeError(error)
        }
    }

    /// Like `read`, and cheaper, for a body that runs one statement.
    func query<Value: Sendable>(
        _ body: @Sendable (SQLiteConnection) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return if let reader { try reader.query(body) } else { try await database.query(body) }
        } catch {
            throw Self.storeError(error)
        }
    }

    func write<Value: Sendable>(
        isOneStatement: Bool = false,
        _ body: @escaping @Sendable (SQLiteConnection) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await database.write(isOneStatement: isOneStatement, body)
        } catch {
            throw Self.storeError(error)
        }
    }

    private static func storeError(_ error: any Error) -> StoreError {
        error as? StoreError ?? .unavailable(reason: "\(error)")
    }
}

extension SQLiteConnection {
    /// Inserts a row; a key that is taken becomes `alreadyExists` with the identifier that belongs to the key.
    ///
    /// `id` is the primary key, `name` what else must be unique.
    func insert(
        _ sql: String,
        _ values: [SQLiteValue],
        kind: String,
        id: String,
        name: String
    ) throws {
        do {
            try run(sql, values)
        } catch  where error.isPrimaryKeyViolation {
            throw StoreError.alreadyExists(kind: kind, id: id)
        } catch  where error.isUniqueViolation {
            throw StoreError.alreadyExists(kind: kind, id: name)
        }
    }

    /// The one row that the statement gives; `notFound` if it gives none.
    func row<Value>(
        _ sql: String,
        _ values: [SQLiteValue],
        kind: String,
        id: String,
        _ read: (SQLiteRow) throws(SQLiteError) -> Value
    ) throws -> Value {
        guard let value = try rows(sql, values, read).first else { throw StoreError.notFound(kind: kind, id: id) }
        return value
    }
}
