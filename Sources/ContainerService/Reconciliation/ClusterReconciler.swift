// SPDX-License-Identifier: Apache-2.0

package import Basics
import Model
package import Provisioning
package import Storage

/// Makes the world what the store says: one task a cluster, which the reconciler owns.
///
/// What is wanted stands in the store alone, so a new reconciler on the same store goes on where another stopped.
package actor ClusterReconciler {
    private let store: any ClusterStore
    private let provider: any ClusterProvider
    private let rights: ClusterRightsUpkeep
    private let lifecycles: @Sendable (String) -> ClusterLifecycle
    private let logger: Logger
    private var tasks: [String: (generation: Int, task: Task<Void, Never>)] = [:]
    private var generation = 0
    private var isReleased = false

    package init(
        store: any ClusterStore,
        provider: any ClusterProvider,
        rights: ClusterRightsUpkeep,
        pullSecrets: PullSecretUpkeep,
        pace: ReconcilerPace = ReconcilerPace(),
        logger: Logger,
        time: TimeSource
    ) {
        self.store = store
        self.provider = provider
        self.rights = rights
        self.logger = logger
        lifecycles = { id in
            ClusterLifecycle(
                clusterID: id,
                record: ClusterRecord(clusterID: id, store: store, time: time),
                provider: provider,
                rights: rights,
                pullSecrets: pullSecrets,
                pace: pace,
                logger: logger.with(["cluster": id])
            )
        }
    }

    /// Takes up all clusters of the store.
    ///
    /// A cluster on the host that is not in the store is left alone: a row goes only after the last of its cluster, so
    /// it is the store that has been lost or restored from an old copy.
    package func start() async throws {
        // First the host, then the store: a cluster that is ordered in between is in the store then.
        let existing: Set<String>
        do {
            existing = try await provider.existingClusterIDs()
        } catch {
            logger.error("cannot look for clusters on this host", ["reason": "\(error)"])
            existing = []
        }
        let stored = Set(try await store.clusters(accountID: nil).map(\.id))
        for stray in existing.subtracting(stored).sorted() {
            logger.error("a cluster on this host is not in the database and is left alone", ["cluster": stray])
        }
        await provider.begin(with: stored)
        for id in stored where tasks[id] == nil { takeUp(id) }
        logger.info("the clusters are taken up", ["count": "\(stored.count)"])
    }

    /// Starts work on a cluster, or starts it over because something else is wanted of it now.
    package func takeUp(_ id: String) {
        guard !isReleased else { return }
        generation += 1
        let mine = generation
        let former = tasks[id]?.task
        former?.cancel()
        let lifecycle = lifecycles(id)
        let task = Task {
            // A provider is told one thing at a time about a cluster.
            await former?.value
            await lifecycle.run()
            self.forget(id, generation: mine)
        }
        tasks[id] = (mine, task)
    }

    /// Stops all work without touching the clusters; returns once nothing is under way.
    package func release() async {
        isReleased = true
        let running = tasks.values.map(\.task)
        for task in running { task.cancel() }
        for task in running { await task.value }
        await rights.release()
        tasks = [:]
    }

    private func forget(_ id: String, generation: Int) {
        if tasks[id]?.generation == generation { tasks[id] = nil }
    }
}
