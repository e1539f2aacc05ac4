// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Something that happened to a cluster, and why.
package struct ClusterEvent: Sendable, Equatable {
    /// So many events of a cluster are kept: the newest.
    package static let limit = 500

    package var time: Date
    /// When it happened last, if it happened several times in a row.
    package var lastTime: Date
    package var count: Int
    package var reason: ClusterEventReason
    /// The state of the cluster from then on.
    package var state: ClusterState
    /// For people: what happened, to what, and why.
    package var message: String
    /// The e-mail address of who ordered it; empty for what happened by itself.
    package var actor: String

    package init(
        time: Date,
        lastTime: Date? = nil,
        count: Int = 1,
        reason: ClusterEventReason,
        state: ClusterState,
        message: String,
        actor: String = ""
    ) {
        self.time = time
        self.lastTime = lastTime ?? time
        self.count = count
        self.reason = reason
        self.state = state
        self.message = message
        self.actor = actor
    }
}

/// What happened, for programs; the raw value is what clients see.
package enum ClusterEventReason: String, Sendable, CaseIterable {
    case ordered = "Ordered"
    case removalOrdered = "RemovalOrdered"
    case stateChanged = "StateChanged"
    /// Raising the cluster failed once more.
    case failed = "Failed"
    case masterReady = "MasterReady"
    case updateOrdered = "UpdateOrdered"
    case updated = "Updated"
    /// The new master did not become ready.
    case updateFailed = "UpdateFailed"
    /// The master is what it was before the update.
    case rolledBack = "RolledBack"
    case configurationChanged = "ConfigurationChanged"
    case refreshOrdered = "RefreshOrdered"
    case refreshed = "Refreshed"
    case workersOrdered = "WorkersOrdered"
    case workerRemovalOrdered = "WorkerRemovalOrdered"
    case workerTaskOrdered = "WorkerTaskOrdered"
    case workerPoolChanged = "WorkerPoolChanged"
    case workerReady = "WorkerReady"
    case workerLost = "WorkerLost"
    case workerFailed = "WorkerFailed"
    case workerShort = "WorkerShort"
    case workerUpdated = "WorkerUpdated"
    case workerRemoved = "WorkerRemoved"
    case hibernationOrdered = "HibernationOrdered"
    case frozen = "Frozen"
    case thawed = "Thawed"
    /// The rights inside the cluster follow a change of policies.
    case rightsChanged = "RightsChanged"
    /// Somebody had changed the rights inside the cluster.
    case rightsRepaired = "RightsRepaired"

    /// Whether somebody may have to do something about it.
    package func isWarning(in state: ClusterState) -> Bool {
        switch self {
        case .failed, .updateFailed, .rolledBack, .workerLost, .workerFailed, .workerShort, .rightsRepaired: true
        case .stateChanged: [.warning, .critical, .deleteFailed].contains(state)
        default: false
        }
    }
}
