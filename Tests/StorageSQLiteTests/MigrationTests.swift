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

    @Test func apiKeysFromBeforeTheirManagementGoOn() async throws {
        let database = try await SQLiteDatabase.open(.memory)
        try await Migration.apply(Array(Migration.all.prefix(7)), to: database)
        try await database.write { connection in
            try connection.run("INSERT INTO api_keys VALUES ('ApiKey-1', 'k', 'IBMid-1', 'a', 'hash', 1517000000000)")
        }
        try await Migration.apply(to: database)
        let rows = try await database.read { connection in
            try connection.rows("SELECT * FROM api_keys") { row throws(SQLiteError) in
                "\(try row.text("created_by")) \(try row.integer("modified_at")) \(try row.integer("revision"))"
                    + " \(try row.flag("is_locked")) \(try row.flag("is_disabled")) \(try row.isNull("expires_at"))"
            }
        }
        #expect(rows == ["IBMid-1 1517000000000 1 false false true"])
    }

    @Test func refreshTokensFromBeforeTheirOrderGoOn() async throws {
        let database = try await SQLiteDatabase.open(.memory)
        try await Migration.apply(Array(Migration.all.prefix(12)), to: database)
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO refresh_tokens
                (token_hash, family_id, iam_id, account_id, bound_account_id, grant_type, api_key_id, expires_at, used_at)
                VALUES ('h', 'f', 'IBMid-1', 'a', 'b', 'password', 'ApiKey-1', 2, 1)
                """
            )
        }
        try await Migration.apply(to: database)
        let rows = try await database.read { connection in
            try connection.rows("SELECT * FROM refresh_tokens") { row throws(SQLiteError) in
                "\(try row.text("token_hash")) \(try row.text("family_id")) \(try row.text("iam_id"))"
                    + " \(try row.text("account_id")) \(try row.text("bound_account_id")) \(try row.text("grant_type"))"
                    + " \(try row.text("api_key_id")) \(try row.integer("expires_at")) \(try row.integer("used_at"))"
            }
        }
        #expect(rows == ["h f IBMid-1 a b password ApiKey-1 2 1"])
    }

    @Test func membersAndClustersFromBeforeRolesFindTheirOrganization() async throws {
        let database = try await SQLiteDatabase.open(.memory)
        try await Migration.apply(Array(Migration.all.prefix(9)), to: database)
        try await database.write { connection in
            try connection.script(
                """
                INSERT INTO accounts (id, name, owner_iam_id, created_at, updated_at) VALUES ('a', 'a', 'own', 1, 1);
                INSERT INTO accounts (id, name, owner_iam_id, created_at, updated_at) VALUES ('b', 'b', 'own', 1, 1);
                INSERT INTO account_members (account_id, iam_id, role, state) VALUES ('a', 'own', 'OWNER', 'ACTIVE');
                INSERT INTO account_members (account_id, iam_id, state) VALUES ('a', 'bob', 'ACTIVE');
                INSERT INTO account_members (account_id, iam_id, state) VALUES ('a', 'eve', 'PENDING');
                INSERT INTO organizations VALUES ('o', 'a', 'us-south', 'default', 5, 5);
                INSERT INTO organizations VALUES ('p', 'a', 'us-south', 'ops', 6, 6);
                """
            )
            for (id, account) in [("1", "a"), ("2", "b")] {
                try connection.run(
                    """
                    INSERT INTO clusters (id, account_id, name, region, zone, version, owner_iam_id, owner_email,
                    machine_type, is_paid, created_at, modified_at, state, message, server_url, is_deleting)
                    VALUES (?, ?, 'c', 'us-south', 'dal10', '1.20.2', 'own', '', 'free', 0, 1, 1, 'normal', '', '', 0)
                    """,
                    [.text(id), .text(account)]
                )
            }
        }
        try await Migration.apply(to: database)
        let roles = try await database.read { connection in
            try connection.rows("SELECT * FROM organization_roles ORDER BY 1, 2, 3") { row throws(SQLiteError) in
                "\(try row.text("organization_id")) \(try row.text("iam_id")) \(try row.text("role"))"
            }
        }
        #expect(
            roles == ["o", "p"].flatMap { ["\($0) bob OrgUser", "\($0) own OrgManager", "\($0) own OrgUser"] }
        )
        let clusters = try await database.read { connection in
            try connection.rows("SELECT organization_id FROM clusters ORDER BY id") { row throws(SQLiteError) in
                try row.text("organization_id")
            }
        }
        #expect(clusters == ["o", ""])
    }
}
