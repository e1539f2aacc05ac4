// SPDX-License-Identifier: Apache-2.0

import Basics
import Model
import Provisioning
import Storage

/// The stored state of one cluster, as its lifecycle keeps it.
///
/// Writes only what differs, and never over an order to delete.
struct ClusterRecord: Sendable {
    let clusterID: String
    let store: any ClusterStore
    let time: TimeSource

    /// The cluster, or nil if there is no such row.
    func read() async throws(StoreError) -> Cluster? {
        do {
            return try await store.cluster(id: clusterID)
        } catch .notFound {
            return nil
        }
    }

    /// A step begins.
    ///
    /// Only a cluster that was never whole changes its state by that.
    func note(_ step: ProvisioningStep) async throws(StoreError) {
        try await change { cluster in
            guard !cluster.wasRaised else { return }
            cluster.state = step.phase == .master ? .deploying : .pending
            cluster.message = step.title
            guard step.phase == .workers else { return }
            for index in cluster.workers.indices where cluster.workers[index].state != .normal {
                cluster.workers[index].state = .provisioning
                cluster.workers[index].status = step.title
                cluster.workers[index].errorMessage = ""
            }
        }
    }

    /// The address at which the API server answers.
    func noteAccess(_ access: ClusterAccess?) async throws(StoreError) {
        guard let access else { return }
        try await change { $0.serverURL = access.serverURL }
    }

    /// What was seen.
    func note(_ observation: ClusterObservation) async throws(StoreError) {
        try await change { $0.apply(observation) }
    }

    /// The cluster could not be raised.
    func noteFailure(of order: ClusterOrder, reason: String) async throws(StoreError) {
        try await change { cluster in
            cluster.state = .critical
            cluster.message = reason
            for index in cluster.workers.indices where cluster.workers[index].state == .provisioning {
                cluster.workers[index].state = .provisionFailed
                cluster.workers[index].status = "Not Ready"
                cluster.workers[index].errorMessage = reason
            }
        }
    }

    /// Removal begins.
    func noteRemoval() async throws(StoreError) {
        try await change(evenIfDeleting: true) { cluster in
            cluster.state = .deleting
            cluster.message = ""
        }
    }

    func noteFailedRemoval(reason: String) async throws(StoreError) {
        try await change(evenIfDeleting: true) { cluster in
            cluster.state = .deleteFailed
            cluster.message = reason
        }
    }

    func delete() async throws(StoreError) {
        try await store.deleteCluster(id: clusterID)
    }

    private func change(
        evenIfDeleting: Bool = false,
        _ change: @escaping @Sendable (inout Cluster) -> Void
    ) async throws(StoreError) {
        guard let stored = try await read(), evenIfDeleting || !stored.isDeleting else { return }
        var wanted = stored
        change(&wanted)
        guard wanted != stored else { return }
        let now = time.now()
        do {
            try await store.updateCluster(id: clusterID) { cluster in
                guard evenIfDeleting || !cluster.isDeleting else { return }
                change(&cluster)
                cluster.modifiedAt = now
            }
        } catch .notFound {
            // Whoever removed it in the meantime wanted it so.
        }
    }
}
