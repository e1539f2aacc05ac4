// SPDX-License-Identifier: Apache-2.0

import SQLite
import Testing

@testable import StorageSQLite

@Suite struct MigrationTests {
    private static let steps = [
        "CREATE TABLE a (x INTEGER NOT NULL) STRICT; INSERT INTO a VALUES (7);",
        "ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'old';",
        "CREATE TABLE b (z INTEGER) STRICT; INSERT INTO b SELECT x FROM a;",
    ]

    private func version(of database: SQLiteDatabase) async throws -> Int? {
        try await database.read { connection in
            try connection.rows("PRAGMA user_version") { row throws(SQLiteError) in
                try row.integer("user_version")
            }.first
        }
    }

    @Test(arguments: 0...3)
    func databaseOfAnyAgeIsBroughtForward(age: Int) async throws {
        let database = try await SQLiteDatabase.open(.memory)
        try await Migration.apply(Array(Self.steps.prefix(age)), to: database)
        #expect(try await version(of: database) == age)
        try await Migration.apply(Self.steps, to: database)
        #expect(try await version(of: database) == 3)
        let rows = try await database.read { connection in
            try connection.rows("SELECT x, y, z FROM a JOIN b ON z = x") { row throws(SQLiteError) in
                "\(try row.integer("x")) \(try row.text("y"))"
            }
        }
        #expect(rows == ["7 old"])
    }

    @Test func failedStepLeavesTheDatabaseAsItWas() async throws {
        let database = try await SQLiteDatabase.open(.memory)
        let broken = [Self.steps[0], "CREATE TABLE b (z INTEGER); INSERT INTO nowhere VALUES (1);"]
        await #expect(throws: SQLiteError.self) { try await Migration.apply(broken, to: database) }
        #expect(try await version(of: database) == 1)
        try await Migration.apply(Self.steps, to: database)
        #expect(try await version(of: database) == 3)
    }

    @Test func presentTablesComeFromAllSteps() async throws {
        let database = try await SQLiteDatabase.open(.memory)
        try await Migration.apply(to: database)
        #expect(try await version(of: database) == Migration.all.count)
        let problems = try await database.read { connection in
            try connection.rows("PRAGMA quick_check") { row throws(SQLiteError) in try row.text("quick_check") }
        }
        #expect(problems == ["ok"])
    }
}
