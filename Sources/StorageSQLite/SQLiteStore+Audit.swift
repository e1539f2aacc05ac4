// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model
import SQLite
package import Storage

extension SQLiteStore: AuditStore {
    package func appendAuditEvents(_ events: [AuditEvent]) async throws(StoreError) {
        try await write { connection in
            for event in events {
                try connection.run(
                    """
                    INSERT INTO audit_events
                    (time, iam_id, user_name, action, target, account_id, address, result, request_id)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    [
                        .time(event.time), .text(event.iamID), .text(event.userName), .text(event.action),
                        .text(event.target), .text(event.accountID), .text(event.address), .text(event.result),
                        .text(event.requestID),
                    ]
                )
            }
        }
    }

    package func auditEvents(_ query: AuditQuery) async throws(StoreError) -> [StoredAuditEvent] {
        try await read { connection in
            try connection.rows(
                """
                SELECT * FROM audit_events
                WHERE number < ? AND substr(action, 1, ?) = ? AND (account_id = ? OR (account_id = ''
                    AND iam_id IN (SELECT iam_id FROM account_members WHERE account_members.account_id = ? AND state = 'ACTIVE')))
                ORDER BY number DESC LIMIT ?
                """,
                [
                    .integer(query.before), .integer(query.actionPrefix.unicodeScalars.count),
                    .text(query.actionPrefix), .text(query.accountID), .text(query.accountID), .integer(query.limit),
                ]
            ) { row throws(SQLiteError) in
                StoredAuditEvent(number: try row.integer("number"), event: try Self.auditEvent(row))
            }
        }
    }

    package func deleteAuditEvents(before date: Date, keeping count: Int) async throws(StoreError) {
        try await write { connection in
            try connection.run("DELETE FROM audit_events WHERE time < ?", [.time(date)])
            // Numbers have no gaps but at their beginning.
            try connection.run(
                "DELETE FROM audit_events WHERE number <= (SELECT max(number) FROM audit_events) - ?",
                [.integer(count)]
            )
        }
    }

    private static func auditEvent(_ row: SQLiteRow) throws(SQLiteError) -> AuditEvent {
        AuditEvent(
            time: try row.time("time"),
            iamID: try row.text("iam_id"),
            userName: try row.text("user_name"),
            action: try row.text("action"),
            target: try row.text("target"),
            accountID: try row.text("account_id"),
            address: try row.text("address"),
            result: try row.text("result"),
            requestID: try row.text("request_id")
        )
    }
}
