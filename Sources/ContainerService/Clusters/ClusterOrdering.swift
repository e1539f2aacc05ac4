// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import Model
import Storage

/// Changes what is ordered of a cluster, and has it carried out.
struct ClusterOrdering: Sendable {
    let store: any ClusterStore
    let reconciler: ClusterReconciler
    /// What an account may have that was given no quota of its own.
    let quota: AccountQuota
    let time: TimeSource

    /// Changes the order of a cluster that is not going to be deleted; tells what is ordered now.
    ///
    /// What `caller` has changed by that stands in the cluster's events.
    @discardableResult
    func change(
        _ cluster: Cluster,
        for caller: Caller,
        _ change: @escaping @Sendable (inout Cluster) -> Void
    ) async throws -> Cluster {
        let (now, actor) = (time.now(), caller.principal.email)
        let changed: Cluster
        do {
            changed = try await store.updateCluster(id: cluster.id, within: quota) { cluster in
                guard !cluster.isDeleting else { return }
                let before = cluster
                change(&cluster)
                cluster.noteEvents(since: before, by: actor, at: now)
            }
        } catch {
            switch error {
            case .notFound: throw APIError.clusterNotFound
            case .limitReached(let kind, let limit): throw APIError.quotaReached(kind, limit: limit)
            default: throw error
            }
        }
        guard !changed.isDeleting else { throw APIError.beingDeleted(cluster.name) }
        await reconciler.takeUp(cluster.id)
        return changed
    }
}
