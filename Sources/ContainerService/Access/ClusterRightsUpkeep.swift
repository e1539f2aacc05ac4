// SPDX-License-Identifier: Apache-2.0

import Authorization
package import Basics
import Model
package import Provisioning
package import Storage

/// Carries what policies say into running clusters.
///
/// Policies are the only record of it: whatever was missed, for instance by a crash, is made good by the next attempt.
package actor ClusterRightsUpkeep: AccessObserver {
    private let store: any ClusterStore
    private let directory: ClusterRightsDirectory
    private let provider: any ClusterProvider
    private let logger: Logger
    private let time: TimeSource
    /// What was last brought into each cluster since the start.
    private var brought: [String: ClusterRights] = [:]
    /// The newest attempt for each cluster.
    private var attempts: [String: Task<Void, any Error>] = [:]
    private var rounds: [Int: Task<Void, Never>] = [:]
    private var roundCount = 0
    private var isReleased = false

    package init(
        store: any ClusterStore,
        directory: ClusterRightsDirectory,
        provider: any ClusterProvider,
        logger: Logger,
        time: TimeSource = .system
    ) {
        self.store = store
        self.directory = directory
        self.provider = provider
        self.logger = logger
        self.time = time
    }

    /// Brings the rights inside the cluster to what policies say now; nothing to do while it has no master.
    ///
    /// Attempts for one cluster come one after the other, each with the policies of its own time: what an older one
    /// read never replaces what a newer one wrote.
    package func bring(to clusterID: String) async throws {
        let former = attempts[clusterID]
        let attempt = Task {
            _ = await former?.result
            try Task.checkCancellation()
            try await self.grant(to: clusterID)
        }
        attempts[clusterID] = attempt
        defer { if attempts[clusterID] == attempt { attempts[clusterID] = nil } }
        try await withTaskCancellationHandler {
            try await attempt.value
        } onCancel: {
            attempt.cancel()
        }
    }

    /// Brings the rights inside all clusters of the account to what policies say now, in the background.
    package func accessChanged(in accountID: String) {
        guard !isReleased else { return }
        roundCount += 1
        let number = roundCount
        rounds[number] = Task {
            await self.bringToAll(of: accountID)
            self.rounds[number] = nil
        }
    }

    /// Stops what is under way; returns once nothing is.
    package func release() async {
        isReleased = true
        let running = rounds.values
        for task in running { task.cancel() }
        for task in running { await task.value }
    }

    private func grant(to clusterID: String) async throws {
        let cluster: Cluster
        do throws(StoreError) {
            cluster = try await store.cluster(id: clusterID)
        } catch .notFound {
            brought[clusterID] = nil
            return
        }
        guard cluster.hasMaster else { return }
        let rights = try await directory.rights(in: cluster)
        let isChange = try await provider.grantAccess(rights, to: clusterID)
        let former = brought.updateValue(rights, forKey: clusterID)
        if isChange { try await note(former == rights, in: clusterID) }
    }

    /// Has it stored that the rights in the cluster were not as they should be.
    private func note(_ isRepair: Bool, in clusterID: String) async throws {
        logger.info("the rights of users have been renewed", ["cluster": clusterID])
        let now = time.now()
        do throws(StoreError) {
            try await store.updateCluster(id: clusterID) { cluster in
                if isRepair {
                    cluster.note(.rightsRepaired, "Rights were changed inside the cluster; they are repaired", at: now)
                } else {
                    cluster.note(.rightsChanged, "The rights inside the cluster follow the policies", at: now)
                }
            }
        } catch .notFound {
            // The cluster went meanwhile.
        }
    }

    private func bringToAll(of accountID: String) async {
        do {
            let clusters = try await store.clusters(accountID: accountID).filter(\.hasMaster)
            // One that does not answer keeps none of the others waiting.
            await withTaskGroup { group in
                for cluster in clusters {
                    group.addTask { await self.tryToBring(to: cluster.id) }
                }
            }
        } catch {
            logger.warning("cannot look for clusters whose access changed", ["reason": "\(error)"])
        }
    }

    private func tryToBring(to clusterID: String) async {
        do {
            try await bring(to: clusterID)
        } catch {
            guard !Task.isCancelled else { return }
            // The cluster's lifecycle tries again in a moment.
            logger.debug("cannot renew rights at once", ["cluster": clusterID, "reason": "\(error)"])
        }
    }
}

extension Cluster {
    /// Whether there is an API server to talk to, and will be.
    fileprivate var hasMaster: Bool {
        !isDeleting && !serverURL.isEmpty
    }
}
