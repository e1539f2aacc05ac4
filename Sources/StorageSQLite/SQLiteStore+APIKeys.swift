// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: APIKeyStore {
    package func createAPIKey(_ key: APIKey) async throws(StoreError) {
        try await write { try $0.insert(key) }
    }

    package func apiKey(hash: String) async throws(StoreError) -> APIKey {
        try await query { try Self.apiKey(hash: hash, on: $0) }
    }

    package func apiKeyHolder(hash: String) async throws(StoreError) -> APIKeyHolder {
        try await read { connection in
            let key = try Self.apiKey(hash: hash, on: connection)
            guard let user = try Self.user(iamID: key.iamID, on: connection) else {
                return APIKeyHolder(key: key, user: nil, isMember: false)
            }
            let isMember = try Self.isMember(iamID: key.iamID, accountID: key.accountID, on: connection)
            return APIKeyHolder(key: key, user: user, isMember: isMember)
        }
    }

    private static func apiKey(hash: String, on connection: SQLiteConnection) throws -> APIKey {
        let sql = "SELECT * FROM api_keys WHERE key_hash = ?"
        return try connection.row(sql, [.text(hash)], kind: "API key", id: hash, apiKey)
    }

    package func apiKey(id: String) async throws(StoreError) -> APIKey {
        try await query { connection in
            let sql = "SELECT * FROM api_keys WHERE id = ?"
            return try connection.row(sql, [.text(id)], kind: "API key", id: id, Self.apiKey)
        }
    }

    package func apiKeys(accountID: String, iamID: String?) async throws(StoreError) -> [APIKey] {
        try await read { connection in
            try connection.rows(
                """
                SELECT * FROM api_keys WHERE account_id = ? AND iam_id = coalesce(?, iam_id)
                ORDER BY created_at, rowid
                """,
                [.text(accountID), .optionalText(iamID)],
                Self.apiKey
            )
        }
    }

    package func replaceAPIKey(_ key: APIKey, revision: Int) async throws(StoreError) -> Bool {
        try await write { connection in
            let changed = try connection.rows(
                """
                UPDATE api_keys SET name = ?, description = ?, modified_at = ?, expires_at = ?, is_locked = ?,
                is_disabled = ?, revision = ?
                WHERE id = ? AND revision = ? RETURNING id
                """,
                [
                    .text(key.name), .text(key.description), .time(key.modifiedAt), .optionalTime(key.expiresAt),
                    .flag(key.isLocked), .flag(key.isDisabled), .integer(key.revision), .text(key.id),
                    .integer(revision),
                ]
            ) { _ in true }
            return try !changed.isEmpty || connection.foundOtherRevision("api_keys", kind: "API key", id: key.id)
        }
    }

    package func deleteAPIKey(id: String, revision: Int) async throws(StoreError) -> Bool {
        try await write { connection in
            let sql = "DELETE FROM api_keys WHERE id = ? AND revision = ? RETURNING id"
            let deleted = try connection.rows(sql, [.text(id), .integer(revision)]) { _ in true }
            return try !deleted.isEmpty || connection.foundOtherRevision("api_keys", kind: "API key", id: id)
        }
    }

    package func recordUse(apiKeyID: String, at date: Date) async throws(StoreError) {
        try await write { connection in
            try connection.run(
                "UPDATE api_keys SET last_used_at = max(coalesce(last_used_at, 0), ?) WHERE id = ?",
                [.time(date), .text(apiKeyID)]
            )
        }
    }

    private static func apiKey(_ row: SQLiteRow) throws(SQLiteError) -> APIKey {
        APIKey(
            id: try row.text("id"),
            name: try row.text("name"),
            description: try row.text("description"),
            iamID: try row.text("iam_id"),
            accountID: try row.text("account_id"),
            keyHash: try row.text("key_hash"),
            createdAt: try row.time("created_at"),
            createdBy: try row.text("created_by"),
            modifiedAt: try row.time("modified_at"),
            expiresAt: try row.optionalTime("expires_at"),
            lastUsedAt: try row.optionalTime("last_used_at"),
            isLocked: try row.flag("is_locked"),
            isDisabled: try row.flag("is_disabled"),
            revision: try row.integer("revision")
        )
    }
}

extension SQLiteConnection {
    /// Inserts the row of a new API key.
    func insert(_ key: APIKey) throws {
        try insert(
            """
            INSERT INTO api_keys (id, name, description, iam_id, account_id, key_hash, created_at, created_by,
            modified_at, expires_at, last_used_at, is_locked, is_disabled, revision)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(key.id), .text(key.name), .text(key.description), .text(key.iamID), .text(key.accountID),
                .text(key.keyHash), .time(key.createdAt), .text(key.createdBy), .time(key.modifiedAt),
                .optionalTime(key.expiresAt), .optionalTime(key.lastUsedAt), .flag(key.isLocked),
                .flag(key.isDisabled), .integer(key.revision),
            ],
            kind: "API key",
            id: key.id,
            name: key.id
        )
    }

    /// Says why nothing matched `id` and a revision: false for another revision, `notFound` if there is no such row.
    func foundOtherRevision(_ table: String, kind: String, id: String) throws -> Bool {
        try row("SELECT id FROM \(table) WHERE id = ?", [.text(id)], kind: kind, id: id) { _ in false }
    }
}
