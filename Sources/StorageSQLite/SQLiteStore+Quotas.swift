// SPDX-License-Identifier: Apache-2.0

package import Model
import SQLite
package import Storage

extension SQLiteStore: QuotaStore {
    package func quota(accountID: String) async throws(StoreError) -> [QuotaKind: Int] {
        try await read { try QuotaRows.own(accountID: accountID, on: $0) }
    }

    package func setQuota(_ kind: QuotaKind, to limit: Int?, accountID: String) async throws(StoreError) {
        try await write { connection in
            _ = try connection.row(
                "SELECT id FROM accounts WHERE id = ?",
                [.text(accountID)],
                kind: "account",
                id: accountID
            ) { row throws(SQLiteError) in try row.text("id") }
            guard let limit else {
                let sql = "DELETE FROM account_quotas WHERE account_id = ? AND kind = ?"
                return try connection.run(sql, [.text(accountID), .text(kind.rawValue)])
            }
            try connection.run(
                "INSERT OR REPLACE INTO account_quotas (account_id, kind, quota) VALUES (?, ?, ?)",
                [.text(accountID), .text(kind.rawValue), .integer(limit)]
            )
        }
    }

    package func usage(accountID: String) async throws(StoreError) -> AccountQuota {
        try await read { try QuotaRows.usage(accountID: accountID, on: $0) }
    }
}

/// What accounts may have, and what they have.
enum QuotaRows {
    static func own(accountID: String, on connection: SQLiteConnection) throws -> [QuotaKind: Int] {
        let rows = try connection.rows(
            "SELECT kind, quota FROM account_quotas WHERE account_id = ?",
            [.text(accountID)]
        ) { row throws(SQLiteError) in
            (kind: try row.value("kind") { QuotaKind(rawValue: $0) }, quota: try row.integer("quota"))
        }
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.kind, $0.quota) })
    }

    static func usage(accountID: String, on connection: SQLiteConnection) throws -> AccountQuota {
        let counts = try connection.rows(
            """
            SELECT count(*) AS clusters, coalesce(sum(NOT is_paid), 0) AS free_clusters,
            coalesce(sum((SELECT count(*) FROM workers WHERE cluster_id = clusters.id AND NOT is_deleting)), 0) AS workers
            FROM clusters WHERE account_id = ? AND NOT is_deleting
            """,
            [.text(accountID)]
        ) { row throws(SQLiteError) in
            AccountQuota(
                freeClusters: try row.integer("free_clusters"),
                clusters: try row.integer("clusters"),
                workers: try row.integer("workers")
            )
        }
        return counts.first ?? AccountQuota(freeClusters: 0, clusters: 0, workers: 0)
    }

    /// Throws if the account has more than it may, and more than it had `before`.
    static func check(
        _ standard: AccountQuota,
        accountID: String,
        since before: AccountQuota,
        on connection: SQLiteConnection
    ) throws {
        let own = try own(accountID: accountID, on: connection)
        let used = try usage(accountID: accountID, on: connection)
        for kind in QuotaKind.allCases where used[kind] > before[kind] {
            let limit = own[kind] ?? standard[kind]
            guard used[kind] <= limit else { throw StoreError.limitReached(kind, limit: limit) }
        }
    }
}
