// SPDX-License-Identifier: Apache-2.0

package import Model
import SQLite
package import Storage

extension SQLiteStore: KeyOwnerStore {
    package func keyOwner(accountID: String, region: String) async throws(StoreError) -> KeyOwner {
        try await read { connection in
            try connection.row(
                "SELECT * FROM key_owners WHERE account_id = ? AND region = ?",
                [.text(accountID), .text(region)],
                kind: "key owner",
                id: region
            ) { row throws(SQLiteError) in
                KeyOwner(
                    accountID: try row.text("account_id"),
                    region: try row.text("region"),
                    iamID: try row.text("iam_id"),
                    email: try row.text("email"),
                    since: try row.time("since")
                )
            }
        }
    }

    package func setKeyOwner(_ owner: KeyOwner) async throws(StoreError) {
        try await write { try KeyOwnerRows.add(owner, replacing: true, on: $0) }
    }
}

/// In whose name infrastructure is ordered.
enum KeyOwnerRows {
    /// Stores an owner; one that is there stays, unless it is to be replaced.
    static func add(_ owner: KeyOwner, replacing: Bool = false, on connection: SQLiteConnection) throws {
        try connection.run(
            """
            INSERT OR \(replacing ? "REPLACE" : "IGNORE") INTO key_owners (account_id, region, iam_id, email, since)
            VALUES (?, ?, ?, ?, ?)
            """,
            [.text(owner.accountID), .text(owner.region), .text(owner.iamID), .text(owner.email), .time(owner.since)]
        )
    }
}
