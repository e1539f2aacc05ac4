// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
package import Model
import Provisioning

extension LocalProvider {
    package func reserve(version: KubernetesVersion, workers: Int) async -> String? {
        await pool.reserve(version: version, hasWorkers: workers > 0)
    }

    package func giveBack(_ clusterID: String) async {
        await pool.giveBack(clusterID)
    }

    package func begin(with ordered: Set<String>) async {
        for id in ordered where pool.isUnclaimed(id) { await pool.claim(id) }
        await pool.keep(self)
    }

    func canHaveWorkers() async -> Bool {
        await HostRequirements(configuration: configuration, distributions: distributions).workerObstacles().isEmpty
    }

    /// What a cluster that is prepared now has to be like; nil if Kubernetes is not installed.
    func preparedCluster(hasWorkers: Bool) -> PreparedCluster? {
        // Most orders name no version and get this one.
        distributions.installed().map(\.version).max().map { version in
            PreparedCluster(version: version, hasWorkers: hasWorkers, madeAt: time.now())
        }
    }

    /// Whether the cluster is frozen, so that it can be thawed at once.
    func isFrozen(_ clusterID: String) async -> Bool {
        guard let allocation = try? allocator.existing(for: clusterID) else { return false }
        return await supervision(of: layout(clusterID, allocation)).sleep.current() != nil
    }

    /// Builds a cluster without workers and freezes it.
    func prepare(_ clusterID: String, _ mark: PreparedCluster) async throws {
        let order = ClusterOrder(
            id: clusterID,
            name: "",
            version: mark.version,
            region: "",
            zone: "",
            workers: []
        )
        let units = try await units(of: order, hasWorkers: mark.hasWorkers)
        if mark.hasWorkers {
            // It closes the API server's port to others before anything listens there.
            try await ClusterNetwork(layout: units.layout, configuration: configuration).ensure(workers: [])
        }
        try await raise(order, units) { _ in }
        let record = HibernationRecord(
            since: time.now(),
            order: try HibernationRecord.digest(of: order),
            rights: ""
        )
        // Nobody knows of it, so nobody wakes it but who claims it; what is lost of it is made good before that.
        let supervision = await supervision(of: units.layout)
        try await freeze(order, record, supervision) { await supervision.sleep.thaw() }
    }
}
