// SPDX-License-Identifier: Apache-2.0

import Model
import SQLite

/// How a worker stands in its row.
enum WorkerRows {
    static func insert(_ worker: Worker, of clusterID: String, on connection: SQLiteConnection) throws {
        try connection.insert(
            """
            INSERT INTO workers
            (cluster_id, number, id, slot, machine_type, version, state, status, error_message, private_ip,
             is_deleting, task, task_version, task_count, pool_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(clusterID), .integer(worker.number), .text(worker.id), .integer(worker.slot),
                .text(worker.machineType), .text(worker.version.description), .text(worker.state.rawValue),
                .text(worker.status), .text(worker.errorMessage), .text(worker.privateIP), .flag(worker.isDeleting),
                .text(worker.task?.act.rawValue ?? ""), .text(worker.task?.version?.description ?? ""),
                .integer(worker.taskCount), .text(worker.poolID),
            ],
            kind: "worker",
            id: worker.id,
            name: worker.id
        )
    }

    static func worker(_ row: SQLiteRow) throws(SQLiteError) -> Worker {
        var worker = Worker(
            id: try row.text("id"),
            number: try row.integer("number"),
            slot: try row.integer("slot"),
            machineType: try row.text("machine_type"),
            version: try row.value("version") { KubernetesVersion($0) },
            state: try row.value("state") { WorkerState(rawValue: $0) },
            status: try row.text("status")
        )
        worker.poolID = try row.text("pool_id")
        worker.errorMessage = try row.text("error_message")
        worker.privateIP = try row.text("private_ip")
        worker.isDeleting = try row.flag("is_deleting")
        worker.taskCount = try row.integer("task_count")
        if try !row.text("task").isEmpty {
            worker.task = WorkerTask(
                act: try row.value("task") { WorkerAct(rawValue: $0) },
                // Only the latest can be there.
                number: worker.taskCount,
                version: KubernetesVersion(try row.text("task_version"))
            )
        }
        return worker
    }
}
