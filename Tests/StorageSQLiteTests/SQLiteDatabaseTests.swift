// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import SQLite
import TestSupport
import Testing

@Suite struct SQLiteDatabaseTests {
    private struct Refusal: Error {}

    private func database() async throws -> SQLiteDatabase {
        let database = try await SQLiteDatabase.open(.memory)
        try await database.write {
            try $0.script("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE, c BLOB) STRICT")
        }
        return database
    }

    private func count(_ database: SQLiteDatabase) async throws -> Int {
        try await database.read { connection in
            try connection.rows("SELECT 1 FROM t") { _ in 1 }.count
        }
    }

    @Test func valuesAreReadBack() async throws {
        let text = "a\0é\u{1F600}"
        let row = try await database().write { connection in
            try connection.run("INSERT INTO t VALUES (?, ?, ?)", [.integer(.min), .text(text), .blob(Data([0, 255]))])
            return try connection.rows("SELECT * FROM t") { row throws(SQLiteError) in
                (try row.integer("a"), try row.optionalText("b"), try row.blob("c"))
            }
        }
        let only = try #require(row.first)
        #expect(only == (.min, text, Data([0, 255])))
    }

    @Test func nullIsNotEmptyText() async throws {
        let texts = try await database().write { connection in
            try connection.run("INSERT INTO t VALUES (1, ?, NULL)", [.null])
            try connection.run("INSERT INTO t VALUES (2, ?, NULL)", [.text("")])
            return try connection.rows("SELECT b FROM t ORDER BY a") { row throws(SQLiteError) in
                try row.optionalText("b")
            }
        }
        #expect(texts == [nil, ""])
    }

    @Test func failedBodyLeavesNothing() async throws {
        let database = try await database()
        await #expect(throws: Refusal.self) {
            try await database.write { connection in
                try connection.run("INSERT INTO t (b) VALUES ('x')")
                throw Refusal()
            }
        }
        #expect(try await count(database) == 0)
    }

    @Test func failedStatementTakesNothingOfItsNeighbours() async throws {
        let database = try await database()
        try await database.write { try $0.run("INSERT INTO t (a) VALUES (7)") }
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<60 {
                group.addTask {
                    let isKept = try? await database.write(isOneStatement: true) { connection in
                        try connection.run(
                            "INSERT INTO t (a) VALUES (?), (?)",
                            [.integer(100 + index), .integer(index)]
                        )
                        return true
                    }
                    #expect(isKept == (index == 7 ? nil : true))
                }
            }
        }
        #expect(try await count(database) == 1 + 2 * 59)
    }

    @Test func failedBodyTakesNothingOfItsNeighbours() async throws {
        let database = try await database()
        let failures = await withTaskGroup(of: Int?.self) { group in
            for index in 0..<60 {
                group.addTask {
                    do {
                        try await database.write { connection in
                            try connection.run("INSERT INTO t (a) VALUES (?)", [.integer(index)])
                            if index % 3 == 0 { throw Refusal() }
                        }
                        return nil
                    } catch {
                        return index
                    }
                }
            }
            return await group.reduce(into: Set<Int>()) { if let index = $1 { $0.insert(index) } }
        }
        #expect(failures == Set((0..<60).filter { $0 % 3 == 0 }))
        #expect(try await count(database) == 40)
    }

    @Test func nobodyReadsWhatIsNotKept() async throws {
        let database = try await database()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<50 {
                group.addTask {
                    try await database.write { try $0.run("INSERT INTO t (a) VALUES (?)", [.integer(index)]) }
                    return try await database.read { connection in
                        try !connection.rows("SELECT 1 FROM t WHERE a = ?", [.integer(index)]) { _ in 1 }.isEmpty
                    }
                }
            }
            for try await isThere in group { #expect(isThere) }
        }
    }

    @Test func aFullDatabaseFailsEverybodyAndGoesOn() async throws {
        let database = try await database()
        try await database.write { try $0.run("INSERT INTO t (a, c) VALUES (-1, zeroblob(100000))") }
        let pages = try await database.read { connection in
            try connection.rows("PRAGMA page_count") { row throws(SQLiteError) in try row.integer("page_count") }
        }
        let limit = try #require(pages.first)
        _ = try await database.read { try $0.rows("PRAGMA max_page_count = \(limit)") { _ in 1 } }
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<10 {
                group.addTask {
                    await #expect(throws: SQLiteError.self) {
                        try await database.write { connection in
                            try connection.run("INSERT INTO t (a, c) VALUES (?, zeroblob(50000))", [.integer(index)])
                        }
                    }
                }
            }
        }
        #expect(try await count(database) == 1)
        try await database.write { try $0.run("DELETE FROM t") }
        #expect(try await count(database) == 0)
    }

    @Test func takenKeysAreToldApart() async throws {
        let database = try await database()
        try await database.write { try $0.run("INSERT INTO t VALUES (1, 'x', NULL)") }
        let codes = try await database.write { connection in
            try ["(1, 'y', NULL)", "(2, 'x', NULL)"].map { values in
                do {
                    try connection.run("INSERT INTO t VALUES \(values)")
                    throw Refusal()
                } catch let error as SQLiteError {
                    return [error.isPrimaryKeyViolation, error.isUniqueViolation]
                }
            }
        }
        #expect(codes == [[true, false], [false, true]])
    }

    @Test(arguments: ["SELEC", "SELECT ?", "SELECT a AS x FROM t", "SELECT 'text' AS a"])
    func wrongStatementIsAnError(_ sql: String) async throws {
        let database = try await database()
        try await database.write { try $0.run("INSERT INTO t VALUES (1, 'x', NULL)") }
        await #expect(throws: SQLiteError.self) {
            try await database.read { connection in
                try connection.rows(sql) { row throws(SQLiteError) in try row.integer("a") }
            }
        }
        #expect(try await count(database) == 1)
    }

    @Test func sameStatementMayRunInsideItself() async throws {
        let total = try await database().write { connection in
            for index in 1...3 { try connection.run("INSERT INTO t (a) VALUES (?)", [.integer(index)]) }
            return try connection.rows("SELECT a FROM t") { row throws(SQLiteError) in
                try connection.rows("SELECT a FROM t") { row throws(SQLiteError) in try row.integer("a") }.count
            }.reduce(0, +)
        }
        #expect(total == 9)
    }

    @Test func changesOfManyTasksAreAllKept() async throws {
        try await withTemporaryDirectory { directory in
            // Two connections, as two processes would have them.
            let path = SQLiteLocation.file("\(directory)/a.db")
            let databases = [try await SQLiteDatabase.open(path), try await SQLiteDatabase.open(path)]
            try await databases[0].write { try $0.script("CREATE TABLE n (v INTEGER); INSERT INTO n VALUES (0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<100 {
                    let database = databases[index % 2]
                    group.addTask { try await database.write { try $0.run("UPDATE n SET v = v + 1") } }
                }
                try await group.waitForAll()
            }
            let values = try await databases[1].read { connection in
                try connection.rows("SELECT v FROM n") { row throws(SQLiteError) in try row.integer("v") }
            }
            #expect(values == [100])
            for database in databases { await database.close() }
        }
    }
}
