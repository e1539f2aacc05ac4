// SPDX-License-Identifier: Apache-2.0

/// A worker node as ordered, and what was last seen of it.
package struct Worker: Sendable, Equatable, Identifiable {
    /// `kube-<zone>-<first 10 digits of the cluster's id>-w<number>`, also the name of the node.
    package let id: String
    /// Counts from 1 in its cluster and is never used again.
    package let number: Int
    package var machineType: String
    package var state: WorkerState
    /// `Ready`, `Not Ready`, or progress in words.
    package var status: String
    /// Why the worker is not normal; empty when there is nothing to say.
    package var errorMessage: String
    /// Address in the cluster's node network; empty until it has one.
    package var privateIP: String

    package init(number: Int, clusterID: String, zone: String, machineType: String) {
        self.id = "kube-\(zone)-\(clusterID.prefix(10))-w\(number)"
        self.number = number
        self.machineType = machineType
        self.state = .provisioning
        self.status = "Waiting for the master"
        self.errorMessage = ""
        self.privateIP = ""
    }

    /// Restores a worker from storage.
    package init(
        id: String,
        number: Int,
        machineType: String,
        state: WorkerState,
        status: String,
        errorMessage: String,
        privateIP: String
    ) {
        self.id = id
        self.number = number
        self.machineType = machineType
        self.state = state
        self.status = status
        self.errorMessage = errorMessage
        self.privateIP = privateIP
    }
}

/// The states of a worker; the raw value is what clients see.
package enum WorkerState: String, Sendable, CaseIterable {
    /// The master cannot be asked.
    case unknown
    case provisioning
    case provisionFailed = "provision_failed"
    case normal
    case warning
    case critical
    case deleting
}
