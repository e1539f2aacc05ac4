// SPDX-License-Identifier: Apache-2.0

/// A worker pool as the container service shows it.
package struct WorkerPoolInfo: Codable, Sendable {
    package var id: String
    package var name: String
    package var region: String
    package var state: String
    package var sizePerZone: Int
    package var machineType: String
    package var isolation: String
    package var labels: [String: String]
    package var reasonForDelete: String
    package var isBalanced: Bool
    package var autoscaleEnabled: Bool
    package var operatingSystem: String
    package var entitlement: String
    package var zones: [WorkerPoolZone]

    package init(id: String, name: String) {
        self.id = id
        self.name = name
        (region, state, sizePerZone, machineType, isolation) = ("", "active", 0, "", "public")
        (labels, reasonForDelete, isBalanced, autoscaleEnabled) = ([:], "", true, false)
        (operatingSystem, entitlement, zones) = ("", "", [])
    }
}

/// A location in which a pool has workers.
package struct WorkerPoolZone: Codable, Sendable {
    package var id: String
    package var privateVlan: String?
    package var publicVlan: String?
    package var workerCount: Int?

    package init(id: String, privateVlan: String? = nil, publicVlan: String? = nil, workerCount: Int? = nil) {
        self.id = id
        self.privateVlan = privateVlan
        self.publicVlan = publicVlan
        self.workerCount = workerCount
    }
}

/// The body of `POST /v1/clusters/{cluster}/workerpools`.
///
/// Keys that are not known are ignored.
package struct WorkerPoolCreateRequest: Codable, Sendable {
    package var name: String?
    package var sizePerZone: Int?
    /// Absent or empty for that of the cluster.
    package var machineType: String?
    package var isolation: String?
    package var labels: [String: String]?
    /// Without any the pool gets no workers before a zone is added.
    package var zones: [WorkerPoolZone]?

    package init(
        name: String?,
        sizePerZone: Int? = nil,
        machineType: String? = nil,
        isolation: String? = nil,
        labels: [String: String]? = nil,
        zones: [WorkerPoolZone]? = nil
    ) {
        self.name = name
        self.sizePerZone = sizePerZone
        self.machineType = machineType
        self.isolation = isolation
        self.labels = labels
        self.zones = zones
    }
}

/// The body of `PATCH /v1/clusters/{cluster}/workerpools/{pool}`.
package struct WorkerPoolChangeRequest: Codable, Sendable {
    package static let resizing = "resizing"
    package static let rebalancing = "rebalancing"
    package static let labels = "labels"
    package static let states = [resizing, rebalancing, labels]

    /// What is to change.
    package var state: String?
    package var sizePerZone: Int?
    package var labels: [String: String]?

    package init(state: String, sizePerZone: Int? = nil, labels: [String: String]? = nil) {
        self.state = state
        self.sizePerZone = sizePerZone
        self.labels = labels
    }
}
