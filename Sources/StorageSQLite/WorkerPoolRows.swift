// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
import SQLite

/// How the worker pools of a cluster stand in rows.
enum WorkerPoolRows {
    static func replace(of cluster: Cluster, on connection: SQLiteConnection) throws {
        try connection.run("DELETE FROM worker_pools WHERE cluster_id = ?", [.text(cluster.id)])
        for (position, pool) in cluster.workerPools.enumerated() {
            try connection.insert(
                "INSERT INTO worker_pools VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    .text(cluster.id), .integer(position), .text(pool.id), .text(pool.name), .text(pool.machineType),
                    .integer(pool.size), .text(try labelText(pool.labels)), .flag(pool.isPlaced),
                    .flag(pool.isDeleting),
                ],
                kind: "worker pool",
                id: pool.id,
                name: pool.name
            )
        }
    }

    static func pool(_ row: SQLiteRow) throws(SQLiteError) -> WorkerPool {
        WorkerPool(
            id: try row.text("id"),
            name: try row.text("name"),
            machineType: try row.text("machine_type"),
            size: try row.integer("size"),
            labels: try row.value("labels", labels),
            isPlaced: try row.flag("is_placed"),
            isDeleting: try row.flag("is_deleting")
        )
    }

    private static func labels(_ text: String) -> [String: String]? {
        // Most pools have none, and lists of clusters read many.
        text == "{}" ? [:] : try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))
    }

    private static func labelText(_ labels: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(labels), as: UTF8.self)
    }
}
