// SPDX-License-Identifier: Apache-2.0

import Model
import SQLite
import Storage

/// How a cluster and its workers are spread over rows.
enum ClusterRows {
    /// What an update may change, in the order of the columns in the statements that write clusters.
    static func changeableValues(of cluster: Cluster) -> [SQLiteValue] {
        [
            .text(cluster.name), .text(cluster.region), .text(cluster.zone), .text(cluster.version.description),
            .text(cluster.ownerIAMID), .text(cluster.ownerEmail), .text(cluster.machineType), .flag(cluster.isPaid),
            .time(cluster.createdAt), .time(cluster.modifiedAt), .text(cluster.state.rawValue),
            .text(cluster.message), .text(cluster.serverURL), .flag(cluster.isDeleting),
            .text(cluster.organizationID), .integer(cluster.lastWorkerNumber),
            .text(cluster.masterTask?.act.rawValue ?? ""), .text(cluster.masterTask?.version?.description ?? ""),
            .text(cluster.masterTask?.phase.rawValue ?? ""), .text(cluster.masterTask?.failure ?? ""),
            .integer(cluster.masterTaskCount), AuditWebhookText.value(cluster.auditWebhook),
            AuditWebhookText.value(cluster.appliedAuditWebhook),
            .integer(cluster.idleSeconds ?? 0), .flag(cluster.isHibernated),
        ]
    }

    static func cluster(id: String, on connection: SQLiteConnection) throws -> Cluster {
        let sql = "SELECT * FROM clusters WHERE id = ?"
        var cluster = try connection.row(sql, [.text(id)], kind: "cluster", id: id, cluster)
        let workers = "SELECT * FROM workers WHERE cluster_id = ? ORDER BY number"
        cluster.workers = try connection.rows(workers, [.text(id)], WorkerRows.worker)
        let pools = "SELECT * FROM worker_pools WHERE cluster_id = ? ORDER BY position"
        cluster.workerPools = try connection.rows(pools, [.text(id)], WorkerPoolRows.pool)
        return cluster
    }

    /// The clusters of one account, or of all if nil, oldest first; three statements however many they are.
    static func clusters(accountID: String?, on connection: SQLiteConnection) throws -> [Cluster] {
        let values = accountID.map { [SQLiteValue.text($0)] } ?? []
        // Not one statement for both cases: no index could serve it, and lists would take longer with each cluster of
        // other accounts.
        let ofAccount = accountID == nil ? "" : "WHERE account_id = ?"
        let below = accountID == nil ? "" : "WHERE cluster_id IN (SELECT id FROM clusters WHERE account_id = ?)"
        let clusters = try connection.rows(
            "SELECT * FROM clusters \(ofAccount) ORDER BY created_at, rowid",
            values,
            cluster
        )
        var workers: [String: [Worker]] = [:]
        _ = try connection.rows(
            "SELECT * FROM workers \(below) ORDER BY cluster_id, number",
            values
        ) { row throws(SQLiteError) in
            workers[try row.text("cluster_id"), default: []].append(try WorkerRows.worker(row))
        }
        var pools: [String: [WorkerPool]] = [:]
        _ = try connection.rows(
            "SELECT * FROM worker_pools \(below) ORDER BY cluster_id, position",
            values
        ) { row throws(SQLiteError) in
            pools[try row.text("cluster_id"), default: []].append(try WorkerPoolRows.pool(row))
        }
        return clusters.map { cluster in
            var cluster = cluster
            cluster.workers = workers[cluster.id] ?? []
            cluster.workerPools = pools[cluster.id] ?? []
            return cluster
        }
    }

    /// Writes what differs between the two, so that nothing is written when nothing does.
    static func replace(_ before: Cluster, by after: Cluster, on connection: SQLiteConnection) throws {
        if changeableValues(of: before) != changeableValues(of: after) {
            try connection.insert(
                """
                UPDATE clusters SET name = ?, region = ?, zone = ?, version = ?, owner_iam_id = ?, owner_email = ?,
                machine_type = ?, is_paid = ?, created_at = ?, modified_at = ?, state = ?, message = ?,
                server_url = ?, is_deleting = ?, organization_id = ?, last_worker_number = ?, master_task = ?,
                master_task_version = ?, master_task_phase = ?, master_task_failure = ?, master_task_count = ?,
                audit_webhook = ?, applied_audit_webhook = ?, idle_seconds = ?, is_hibernated = ? WHERE id = ?
                """,
                changeableValues(of: after) + [.text(after.id)],
                kind: "cluster",
                id: after.id,
                name: after.name
            )
        }
        if before.workerPools != after.workerPools { try WorkerPoolRows.replace(of: after, on: connection) }
        if before.workers != after.workers { try replaceWorkers(of: after, on: connection) }
    }

    static func replaceWorkers(of cluster: Cluster, on connection: SQLiteConnection) throws {
        try connection.run("DELETE FROM workers WHERE cluster_id = ?", [.text(cluster.id)])
        for worker in cluster.workers { try WorkerRows.insert(worker, of: cluster.id, on: connection) }
    }

    private static func cluster(_ row: SQLiteRow) throws(SQLiteError) -> Cluster {
        var cluster = Cluster(
            id: try row.text("id"),
            accountID: try row.text("account_id"),
            organizationID: try row.text("organization_id"),
            name: try row.text("name"),
            region: try row.text("region"),
            zone: try row.text("zone"),
            version: try row.value("version") { KubernetesVersion($0) },
            ownerIAMID: try row.text("owner_iam_id"),
            ownerEmail: try row.text("owner_email"),
            machineType: try row.text("machine_type"),
            isPaid: try row.flag("is_paid"),
            createdAt: try row.time("created_at"),
            workers: []
        )
        cluster.modifiedAt = try row.time("modified_at")
        cluster.state = try row.value("state") { ClusterState(rawValue: $0) }
        cluster.message = try row.text("message")
        cluster.serverURL = try row.text("server_url")
        cluster.isDeleting = try row.flag("is_deleting")
        cluster.lastWorkerNumber = try row.integer("last_worker_number")
        cluster.auditWebhook = try AuditWebhookText.webhook("audit_webhook", in: row)
        cluster.appliedAuditWebhook = try AuditWebhookText.webhook("applied_audit_webhook", in: row)
        cluster.masterTaskCount = try row.integer("master_task_count")
        if try !row.text("master_task").isEmpty {
            cluster.masterTask = MasterTask(
                act: try row.value("master_task") { MasterAct(rawValue: $0) },
                // Only the latest can be there.
                number: cluster.masterTaskCount,
                version: KubernetesVersion(try row.text("master_task_version")),
                phase: try row.value("master_task_phase") { MasterPhase(rawValue: $0) },
                failure: try row.text("master_task_failure")
            )
        }
        let idleSeconds = try row.integer("idle_seconds")
        cluster.idleSeconds = idleSeconds > 0 ? idleSeconds : nil
        cluster.isHibernated = try row.flag("is_hibernated")
        return cluster
    }
}
