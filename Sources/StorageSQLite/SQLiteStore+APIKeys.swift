// SPDX-License-Identifier: Apache-2.0

package import Model
import SQLite
package import Storage

extension SQLiteStore: APIKeyStore {
    package func createAPIKey(_ key: APIKey) async throws(StoreError) {
        try await write { connection in
            try connection.insert(
                """
                INSERT INTO api_keys (id, name, iam_id, account_id, key_hash, created_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(key.id), .text(key.name), .text(key.iamID), .text(key.accountID), .text(key.keyHash),
                    .time(key.createdAt),
                ],
                kind: "API key",
                id: key.id,
                name: key.id
            )
        }
    }

    package func apiKey(hash: String) async throws(StoreError) -> APIKey {
        try await read { connection in
            let sql = "SELECT * FROM api_keys WHERE key_hash = ?"
            return try connection.row(sql, [.text(hash)], kind: "API key", id: hash) { row throws(SQLiteError) in
                APIKey(
                    id: try row.text("id"),
                    name: try row.text("name"),
                    iamID: try row.text("iam_id"),
                    accountID: try row.text("account_id"),
                    keyHash: try row.text("key_hash"),
                    createdAt: try row.time("created_at")
                )
            }
        }
    }
}
