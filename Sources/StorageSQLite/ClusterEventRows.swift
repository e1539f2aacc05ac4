// SPDX-License-Identifier: Apache-2.0

import Model
import SQLite

/// How the events of a cluster stand in rows.
enum ClusterEventRows {
    /// Adds events in their order; one that says the same as the newest is counted there.
    static func append(_ events: [ClusterEvent], of clusterID: String, on connection: SQLiteConnection) throws {
        for event in events where try !count(event, of: clusterID, on: connection) {
            try connection.run(
                """
                INSERT INTO cluster_events (cluster_id, time, last_time, count, reason, state, message, actor)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    .text(clusterID), .time(event.time), .time(event.lastTime), .integer(event.count),
                    .text(event.reason.rawValue), .text(event.state.rawValue), .text(event.message),
                    .text(event.actor),
                ]
            )
        }
        guard !events.isEmpty else { return }
        try connection.run(
            """
            DELETE FROM cluster_events WHERE cluster_id = ? AND number <=
            (SELECT number FROM cluster_events WHERE cluster_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?)
            """,
            [.text(clusterID), .text(clusterID), .integer(ClusterEvent.limit)]
        )
    }

    /// Oldest first.
    static func events(of clusterID: String, on connection: SQLiteConnection) throws -> [ClusterEvent] {
        let sql = "SELECT * FROM cluster_events WHERE cluster_id = ? ORDER BY number"
        return try connection.rows(sql, [.text(clusterID)]) { row throws(SQLiteError) in
            ClusterEvent(
                time: try row.time("time"),
                lastTime: try row.time("last_time"),
                count: try row.integer("count"),
                reason: try row.value("reason") { ClusterEventReason(rawValue: $0) },
                state: try row.value("state") { ClusterState(rawValue: $0) },
                message: try row.text("message"),
                actor: try row.text("actor")
            )
        }
    }

    private static func count(
        _ event: ClusterEvent,
        of clusterID: String,
        on connection: SQLiteConnection
    ) throws -> Bool {
        try connection.run(
            """
            UPDATE cluster_events SET count = count + ?, last_time = ?
            WHERE number = (SELECT max(number) FROM cluster_events WHERE cluster_id = ?)
            AND reason = ? AND state = ? AND message = ? AND actor = ?
            """,
            [
                .integer(event.count), .time(event.lastTime), .text(clusterID), .text(event.reason.rawValue),
                .text(event.state.rawValue), .text(event.message), .text(event.actor),
            ]
        )
        return connection.changeCount > 0
    }
}
