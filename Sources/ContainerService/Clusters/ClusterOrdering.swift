// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Storage

/// Changes what is ordered of a cluster, and has it carried out.
struct ClusterOrdering: Sendable {
    let store: any ClusterStore
    let reconciler: ClusterReconciler

    /// Changes the order of a cluster that is not going to be deleted; tells what is ordered now.
    @discardableResult
    func change(
        _ cluster: Cluster,
        _ change: @escaping @Sendable (inout Cluster) -> Void
    ) async throws -> Cluster {
        let changed: Cluster
        do throws(StoreError) {
            changed = try await store.updateCluster(id: cluster.id) { cluster in
                if !cluster.isDeleting { change(&cluster) }
            }
        } catch .notFound {
            throw APIError.clusterNotFound
        }
        guard !changed.isDeleting else { throw APIError.beingDeleted(cluster.name) }
        await reconciler.takeUp(cluster.id)
        return changed
    }
}
