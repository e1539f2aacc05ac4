// SPDX-License-Identifier: Apache-2.0

package import Model
import SQLite
package import Storage

extension SQLiteStore: ClusterStore {
    package func createCluster(_ cluster: Cluster, within quota: AccountQuota?) async throws(StoreError) {
        try await write { connection in
            let before = try quota.map { _ in try QuotaRows.usage(accountID: cluster.accountID, on: connection) }
            try connection.insert(
                """
                INSERT INTO clusters
                (name, region, zone, version, owner_iam_id, owner_email, machine_type, is_paid, created_at,
                 modified_at, state, message, server_url, is_deleting, organization_id, last_worker_number,
                 master_task, master_task_version, master_task_phase, master_task_failure, master_task_count,
                 audit_webhook, applied_audit_webhook, idle_seconds, is_hibernated, id, account_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                ClusterRows.changeableValues(of: cluster) + [.text(cluster.id), .text(cluster.accountID)],
                kind: "cluster",
                id: cluster.id,
                name: cluster.name
            )
            try WorkerPoolRows.replace(of: cluster, on: connection)
            try ClusterRows.replaceWorkers(of: cluster, on: connection)
            try ClusterEventRows.append(cluster.unrecordedEvents, of: cluster.id, on: connection)
            try KeyOwnerRows.add(
                KeyOwner(
                    accountID: cluster.accountID,
                    region: cluster.region,
                    iamID: cluster.ownerIAMID,
                    email: cluster.ownerEmail,
                    since: cluster.createdAt
                ),
                on: connection
            )
            if let quota, let before {
                try QuotaRows.check(quota, accountID: cluster.accountID, since: before, on: connection)
            }
        }
    }

    package func cluster(id: String) async throws(StoreError) -> Cluster {
        try await read { try ClusterRows.cluster(id: id, on: $0) }
    }

    package func cluster(accountID: String, idOrName: String) async throws(StoreError) -> Cluster {
        try await read { connection in
            let id = try connection.row(
                """
                SELECT id FROM clusters WHERE account_id = ? AND (id = ? OR name = ?)
                ORDER BY id = ? DESC LIMIT 1
                """,
                [.text(accountID), .text(idOrName), .text(idOrName), .text(idOrName)],
                kind: "cluster",
                id: idOrName
            ) { row throws(SQLiteError) in try row.text("id") }
            return try ClusterRows.cluster(id: id, on: connection)
        }
    }

    package func clusters(accountID: String?) async throws(StoreError) -> [Cluster] {
        try await read { try ClusterRows.clusters(accountID: accountID, on: $0) }
    }

    @discardableResult
    package func updateCluster(
        id: String,
        within quota: AccountQuota?,
        _ change: @escaping @Sendable (inout Cluster) -> Void
    ) async throws(StoreError) -> Cluster {
        try await write { connection in
            let before = try ClusterRows.cluster(id: id, on: connection)
            var after = before
            change(&after)
            guard after.id == before.id, after.accountID == before.accountID else {
                throw StoreError.unavailable(reason: "a change of cluster \"\(id)\" replaced its identity")
            }
            let used = try quota.map { _ in try QuotaRows.usage(accountID: before.accountID, on: connection) }
            try ClusterRows.replace(before, by: after, on: connection)
            try ClusterEventRows.append(after.unrecordedEvents, of: id, on: connection)
            if let quota, let used {
                try QuotaRows.check(quota, accountID: before.accountID, since: used, on: connection)
            }
            return try ClusterRows.cluster(id: id, on: connection)
        }
    }

    package func clusterEvents(clusterID: String) async throws(StoreError) -> [ClusterEvent] {
        try await query { try ClusterEventRows.events(of: clusterID, on: $0) }
    }

    package func deleteCluster(id: String) async throws(StoreError) {
        try await write { connection in
            try connection.run("DELETE FROM clusters WHERE id = ?", [.text(id)])
        }
    }
}
