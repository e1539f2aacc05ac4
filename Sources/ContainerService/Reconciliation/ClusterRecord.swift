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
            let wasRaised = cluster.wasRaised
            if !wasRaised {
                cluster.state = step.phase == .master ? .deploying : .pending
                cluster.message = step.title
            }
            guard step.phase == .workers else { return }
            for index in cluster.workers.indices { cluster.workers[index].note(step, isFirstTime: !wasRaised) }
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
    func noteFailure(reason: String) async throws(StoreError) {
        let now = time.now()
        try await change { cluster in
            if cluster.state == .critical { cluster.note(.failed, reason, at: now) }
            cluster.state = .critical
            cluster.message = reason
            for index in cluster.workers.indices { cluster.workers[index].noteFailure(reason) }
        }
    }

    /// All is raised but for these workers: why, by their identifiers.
    func noteFailures(_ reasons: [String: String]) async throws(StoreError) {
        try await change { cluster in
            for index in cluster.workers.indices {
                if let reason = reasons[cluster.workers[index].id] { cluster.workers[index].noteFailure(reason) }
            }
        }
    }

    /// What was ordered for a worker could not be done and will be tried again.
    func noteFailedTask(of workerID: String, reason: String) async throws(StoreError) {
        try await change { cluster in
            guard let index = cluster.workers.firstIndex(where: { $0.id == workerID }) else { return }
            cluster.workers[index].errorMessage = reason
        }
    }

    /// Work on what was ordered for a worker begins.
    func noteBegin(of task: WorkerTask, at workerID: String) async throws(StoreError) {
        try await change { cluster in
            guard let index = cluster.workers.firstIndex(where: { $0.id == workerID }) else { return }
            cluster.workers[index].begin(task)
        }
    }

    /// What was ordered for a worker is done, but for starting it anew.
    func noteEnd(of task: WorkerTask, at workerID: String) async throws(StoreError) {
        try await change { cluster in
            guard let index = cluster.workers.firstIndex(where: { $0.id == workerID }) else { return }
            if let version = task.version { cluster.workers[index].version = version }
            // Another one may have been ordered meanwhile.
            guard cluster.workers[index].task?.number == task.number else { return }
            cluster.workers[index].task = nil
            cluster.workers[index].errorMessage = ""
        }
    }

    /// Work on what was ordered for the master begins, or begins again.
    func noteBeginOfMasterTask() async throws(StoreError) {
        try await change { $0.beginMasterTask() }
    }

    /// What was ordered for the master failed, and what it was comes back.
    func noteRollback(because reason: String) async throws(StoreError) {
        try await change { $0.rollBackMasterTask(because: reason) }
    }

    /// What was ordered for the master is done, or taken back; this is what was seen then.
    func noteEndOfMasterTask(_ observation: ClusterObservation) async throws(StoreError) {
        try await change { cluster in
            cluster.endMasterTask()
            cluster.apply(observation)
        }
    }

    /// A worker is gone.
    func noteRemoval(of workerID: String) async throws(StoreError) {
        try await change { cluster in
            cluster.workers.removeAll { $0.id == workerID }
            cluster.dropEmptyPools()
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
                let before = cluster
                change(&cluster)
                cluster.noteEvents(since: before, at: now)
                cluster.modifiedAt = now
            }
        } catch .notFound {
            // Whoever removed it in the meantime wanted it so.
        }
    }
}
