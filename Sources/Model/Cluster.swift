// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A cluster as its owner ordered it, and what was last seen of it.
///
/// The order (name, version, workers, `isDeleting`) is stored before anything is built; state and message are the
/// record of what was observed since.
package struct Cluster: Sendable, Equatable, Identifiable {
    /// 32 lower-case hexadecimal digits.
    package let id: String
    package let accountID: String
    /// The organization of the account that it belongs to; empty for what was made before there were any.
    package var organizationID: String
    package var name: String
    package var region: String
    /// The data centre in whose name files are called, for instance `dal10`.
    package var zone: String
    package var version: KubernetesVersion
    package var ownerIAMID: String
    package var ownerEmail: String
    /// `free` or the name of a machine type.
    package var machineType: String
    package var isPaid: Bool
    package var createdAt: Date
    package var modifiedAt: Date
    package var state: ClusterState
    /// The step that runs, or why the cluster is not normal; empty when there is nothing to say.
    package var message: String
    /// Where the API server answers, once that is known.
    package var serverURL: String
    /// True from the moment when deletion was asked for.
    package var isDeleting: Bool
    package var workers: [Worker]
    /// In the order in which they were made.
    package var workerPools: [WorkerPool]
    /// The highest number that a worker ever had.
    package var lastWorkerNumber: Int
    /// What was ordered for its master and is not done yet.
    package var masterTask: MasterTask?
    /// How many tasks were ever ordered for its master.
    package var masterTaskCount = 0
    /// Where its API server is to send audit events from its next refresh on; nil for nowhere.
    package var auditWebhook: AuditWebhook?
    /// Where its API server sends audit events.
    package var appliedAuditWebhook: AuditWebhook?
    /// After so many seconds without use it is frozen; nil keeps it awake.
    package var idleSeconds: Int?
    /// Whether it is frozen now; its state is that from before.
    package var isHibernated: Bool
    /// What a store is to add to the cluster's events; empty in what a store gives.
    package var unrecordedEvents: [ClusterEvent] = []

    package init(
        id: String,
        accountID: String,
        organizationID: String = "",
        name: String,
        region: String,
        zone: String,
        version: KubernetesVersion,
        ownerIAMID: String,
        ownerEmail: String,
        machineType: String,
        isPaid: Bool,
        createdAt: Date,
        workers: [Worker]
    ) {
        self.id = id
        self.accountID = accountID
        self.organizationID = organizationID
        self.name = name
        self.region = region
        self.zone = zone
        self.version = version
        self.ownerIAMID = ownerIAMID
        self.ownerEmail = ownerEmail
        self.machineType = machineType
        self.isPaid = isPaid
        self.createdAt = createdAt
        self.modifiedAt = createdAt
        self.state = .requesting
        self.message = ""
        self.serverURL = ""
        self.isDeleting = false
        self.workers = workers
        self.workerPools = []
        self.lastWorkerNumber = workers.map(\.number).max() ?? 0
        self.idleSeconds = nil
        self.isHibernated = false
    }

    /// How many workers fit into the networks of a cluster.
    package static let workerPlaces = 250

    /// Adds a worker in the first free place; nil if there is none.
    @discardableResult
    package mutating func addWorker(
        machineType: String,
        version: KubernetesVersion,
        poolID: String = ""
    ) -> Worker? {
        let taken = Set(workers.map(\.slot))
        guard let slot = (1...Self.workerPlaces).first(where: { !taken.contains($0) }) else { return nil }
        lastWorkerNumber += 1
        let worker = Worker(
            number: lastWorkerNumber,
            slot: slot,
            clusterID: id,
            zone: zone,
            machineType: machineType,
            version: version,
            poolID: poolID
        )
        workers.append(worker)
        return worker
    }
}

/// The states of a cluster; the raw value is what clients see.
package enum ClusterState: String, Sendable, CaseIterable {
    /// Accepted and stored, nothing built.
    case requesting
    /// The master is being built.
    case deploying
    /// The master is up, workers are on their way.
    case pending
    case normal
    /// At least one worker is unavailable.
    case warning
    /// The master does not answer, all workers are down, or creation failed.
    case critical
    case deleting
    case deleteFailed = "delete_failed"

    /// As people read it.
    var words: String {
        self == .deleteFailed ? "delete failed" : rawValue
    }
}
