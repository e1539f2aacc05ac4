// SPDX-License-Identifier: Apache-2.0

import Basics
import Model
import Storage

/// Passes everything on and counts the changes.
struct CountingClusterStore: ClusterStore {
    let inner: any ClusterStore
    private let changes = Locked(0)

    init(_ inner: any ClusterStore) {
        self.inner = inner
    }

    var changeCount: Int { changes.withLock { $0 } }

    func createCluster(_ cluster: Cluster, within quota: AccountQuota?) async throws(StoreError) {
        try await inner.createCluster(cluster, within: quota)
    }

    func cluster(id: String) async throws(StoreError) -> Cluster {
        try await inner.cluster(id: id)
    }

    func cluster(accountID: String, idOrName: String) async throws(StoreError) -> Cluster {
        try await inner.cluster(accountID: accountID, idOrName: idOrName)
    }

    func clusters(accountID: String?) async throws(StoreError) -> [Cluster] {
        try await inner.clusters(accountID: accountID)
    }

    @discardableResult
    func updateCluster(
        id: String,
        within quota: AccountQuota?,
        _ change: @escaping @Sendable (inout Cluster) -> Void
    ) async throws(StoreError) -> Cluster {
        changes.withLock { $0 += 1 }
        return try await inner.updateCluster(id: id, within: quota, change)
    }

    func clusterEvents(clusterID: String) async throws(StoreError) -> [ClusterEvent] {
        try await inner.clusterEvents(clusterID: clusterID)
    }

    func deleteCluster(id: String) async throws(StoreError) {
        try await inner.deleteCluster(id: id)
    }
}
