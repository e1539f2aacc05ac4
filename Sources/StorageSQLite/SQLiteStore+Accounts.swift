// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: AccountStore {
    package func createAccount(_ account: Account) async throws(StoreError) {
        try await write { connection in
            try connection.insert(
                """
                INSERT INTO accounts (id, name, owner_iam_id, created_at, updated_at, allows_password_sessions)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(account.id), .text(account.name), .text(account.ownerIAMID), .time(account.createdAt),
                    .time(account.updatedAt), .flag(account.allowsPasswordSessions),
                ],
                kind: "account",
                id: account.id,
                name: account.name
            )
            try connection.run(
                """
                INSERT INTO account_members (account_id, iam_id, role, state, invited_at, added_at)
                VALUES (?, ?, 'OWNER', 'ACTIVE', ?, ?)
                """,
                [.text(account.id), .text(account.ownerIAMID), .time(account.createdAt), .time(account.createdAt)]
            )
        }
    }

    package func account(id: String) async throws(StoreError) -> Account {
        try await query { connection in
            let sql = "SELECT * FROM accounts WHERE id = ?"
            return try connection.row(sql, [.text(id)], kind: "account", id: id, Self.account)
        }
    }

    package func accounts(memberIAMID: String) async throws(StoreError) -> [Account] {
        try await read { connection in
            try connection.rows(
                """
                SELECT accounts.* FROM accounts JOIN account_members ON account_members.account_id = accounts.id
                WHERE account_members.iam_id = ? AND account_members.state = 'ACTIVE'
                ORDER BY accounts.created_at, accounts.rowid
                """,
                [.text(memberIAMID)],
                Self.account
            )
        }
    }

    package func isMember(iamID: String, accountID: String) async throws(StoreError) -> Bool {
        try await query { try Self.isMember(iamID: iamID, accountID: accountID, on: $0) }
    }

    static func isMember(iamID: String, accountID: String, on connection: SQLiteConnection) throws -> Bool {
        let sql = "SELECT 1 FROM account_members WHERE account_id = ? AND iam_id = ? AND state = 'ACTIVE'"
        return try !connection.rows(sql, [.text(accountID), .text(iamID)]) { _ in true }.isEmpty
    }

    package func setPasswordSessions(
        allowed: Bool,
        accountID: String,
        at date: Date
    ) async throws(StoreError) {
        try await write { connection in
            let sql = "SELECT id FROM accounts WHERE id = ?"
            _ = try connection.row(sql, [.text(accountID)], kind: "account", id: accountID) { row throws(SQLiteError) in
                try row.text("id")
            }
            try connection.run(
                "UPDATE accounts SET allows_password_sessions = ?, updated_at = ? WHERE id = ?",
                [.flag(allowed), .time(date), .text(accountID)]
            )
        }
    }

    package func hasAccounts() async throws(StoreError) -> Bool {
        try await read { connection in
            try !connection.rows("SELECT 1 FROM accounts LIMIT 1") { _ in true }.isEmpty
        }
    }

    private static func account(_ row: SQLiteRow) throws(SQLiteError) -> Account {
        Account(
            id: try row.text("id"),
            name: try row.text("name"),
            ownerIAMID: try row.text("owner_iam_id"),
            createdAt: try row.time("created_at"),
            updatedAt: try row.time("updated_at"),
            allowsPasswordSessions: try row.flag("allows_password_sessions")
        )
    }
}
