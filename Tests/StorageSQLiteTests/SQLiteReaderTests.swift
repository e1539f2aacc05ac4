// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc
import SQLite
import TestSupport
import Testing

@Suite struct SQLiteReaderTests {
    private struct Refusal: Error {}

    private func withReader(_ body: (SQLiteDatabase, SQLiteReader) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/a.db"
            let database = try await SQLiteDatabase.open(.file(path))
            try await database.write { try $0.script("CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT") }
            let reader = try SQLiteReader(path: path)
            try await body(database, reader)
            reader.close()
            await database.close()
        }
    }

    private func count(_ connection: SQLiteConnection) throws -> Int {
        try connection.rows("SELECT 1 FROM t") { _ in 1 }.count
    }

    /// Without them another program would take the log away that has the newest changes.
    @Test func locksAreKeptBesideASecondConnection() async throws {
        try await withReader { database, reader in
            try await database.write { try $0.run("INSERT INTO t VALUES (1)") }
            _ = try reader.read(count)
            let path = try reader.read { connection in
                try connection.rows("PRAGMA database_list") { row throws(SQLiteError) in try row.text("file") }[0]
            }
            var information = stat()
            #expect(stat(path, &information) == 0)
            let locks = try #require(try Files.read("/proc/locks").map { String(decoding: $0, as: UTF8.self) })
            #expect(locks.contains(":\(information.st_ino) "))
        }
    }

    @Test func changesAreSeenAsSoonAsTheyAreStored() async throws {
        try await withReader { database, reader in
            for number in 1...3 {
                try await database.write { try $0.run("INSERT INTO t VALUES (?)", [.integer(number)]) }
                let seen = try reader.read(count)
                #expect(seen == number)
            }
        }
    }

    @Test func changesOnTheirWayAreNotSeen() async throws {
        try await withReader { database, reader in
            let seen = try await database.write { connection in
                try connection.run("INSERT INTO t VALUES (1)")
                return try reader.read(count)
            }
            #expect(seen == 0)
        }
    }

    @Test func readsAfterAFailureWork() async throws {
        try await withReader { _, reader in
            #expect(throws: Refusal.self) { try reader.read { _ in throw Refusal() } }
            let seen = try reader.read(count)
            #expect(seen == 0)
        }
    }

    @Test func nothingIsReadAfterTheEnd() async throws {
        try await withReader { _, reader in
            reader.close()
            #expect(throws: SQLiteError.self) { try reader.read(count) }
        }
    }
}
