// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: RegistryUsageStore {
    package func registryAllowance(accountID: String) async throws(StoreError) -> RegistryAllowance {
        try await read { connection in
            try connection.rows("SELECT * FROM registry_plans WHERE account_id = ?", [.text(accountID)]) {
                row throws(SQLiteError) in
                RegistryAllowance(
                    plan: try row.value("plan", RegistryPlan.init(rawValue:)),
                    own: RegistryAmounts(
                        storage: try row.isNull("storage_limit") ? nil : try row.integer("storage_limit"),
                        traffic: try row.isNull("traffic_limit") ? nil : try row.integer("traffic_limit")
                    )
                )
            }.first ?? RegistryAllowance(plan: .free)
        }
    }

    package func setRegistryAllowance(_ allowance: RegistryAllowance, accountID: String) async throws(StoreError) {
        try await write { connection in
            try connection.run(
                """
                INSERT INTO registry_plans (account_id, plan, storage_limit, traffic_limit) VALUES (?, ?, ?, ?)
                ON CONFLICT (account_id) DO UPDATE SET plan = excluded.plan,
                storage_limit = excluded.storage_limit, traffic_limit = excluded.traffic_limit
                """,
                [
                    .text(accountID), .text(allowance.plan.rawValue),
                    allowance.own.storage.map { .integer($0) } ?? .null,
                    allowance.own.traffic.map { .integer($0) } ?? .null,
                ]
            )
        }
    }

    package func countRegistryPulls(_ pulls: [RegistryPull], at date: Date) async throws(StoreError) {
        guard !pulls.isEmpty else { return }
        try await write { connection in
            for pull in pulls {
                try connection.run(
                    "INSERT INTO registry_pulls (event_id, counted_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    [.text(pull.eventID), .time(date)]
                )
                guard connection.changeCount > 0 else { continue }
                try connection.run(
                    """
                    INSERT INTO registry_traffic (account_id, month, bytes) VALUES (?, ?, ?)
                    ON CONFLICT (account_id, month) DO UPDATE SET bytes = bytes + excluded.bytes
                    """,
                    [.text(pull.accountID), .text(pull.month), .integer(pull.bytes)]
                )
            }
        }
    }

    package func registryTraffic(accountID: String, month: String) async throws(StoreError) -> Int {
        try await read { connection in
            let sql = "SELECT bytes FROM registry_traffic WHERE account_id = ? AND month = ?"
            return try connection.rows(sql, [.text(accountID), .text(month)]) { row throws(SQLiteError) in
                try row.integer("bytes")
            }.first ?? 0
        }
    }

    package func forgetRegistryPulls(countedBefore date: Date) async throws(StoreError) {
        try await write { connection in
            try connection.run("DELETE FROM registry_pulls WHERE counted_at < ?", [.time(date)])
        }
    }
}
