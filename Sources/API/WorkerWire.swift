// SPDX-License-Identifier: Apache-2.0

/// A worker as the container service shows it.
package struct WorkerInfo: Codable, Sendable {
    package var id: String
    package var state: String
    package var status: String
    package var statusDetails: String
    package var errorMessage: String
    package var privateIP: String
    package var publicIP: String
    package var privateVlan: String
    package var publicVlan: String
    package var machineType: String
    package var location: String
    package var isolation: String
    package var kubeVersion: String
    package var targetVersion: String
    package var pendingOperation: String
    package var billing: String
    package var poolID: String
    package var poolName: String

    private enum CodingKeys: String, CodingKey {
        case id
        case state
        case status
        case statusDetails
        case errorMessage
        case privateIP
        case publicIP
        case privateVlan
        case publicVlan
        case machineType
        case location
        case isolation
        case kubeVersion
        case targetVersion
        case pendingOperation
        case billing
        case poolID = "poolid"
        case poolName
    }

    package init(id: String) {
        self.id = id
        (state, status, statusDetails, errorMessage) = ("", "", "", "")
        (privateIP, publicIP, privateVlan, publicVlan) = ("", "", "", "")
        (machineType, location, isolation, kubeVersion) = ("", "", "public", "")
        (targetVersion, pendingOperation, billing, poolID, poolName) = ("", "", "", "", "")
    }
}

/// The body of `POST /v1/clusters/{cluster}/workers`.
///
/// Keys that are not known are ignored.
package struct WorkerAddRequest: Codable, Sendable {
    /// Absent or empty for that of the cluster.
    package var machineType: String?
    /// Absent means 1.
    package var workerNum: Int?
    /// The same as `workerNum`, from other clients.
    package var count: Int?
    /// `public` for hardware that is shared, `private` for dedicated one.
    package var isolation: String?
    package var privateVlan: String?
    package var publicVlan: String?
    /// True to insist on encrypted disks; absent for what the service has.
    package var diskEncryption: Bool?

    package init(
        machineType: String? = nil,
        workerNum: Int? = nil,
        isolation: String? = nil,
        privateVlan: String? = nil,
        publicVlan: String? = nil,
        diskEncryption: Bool? = nil
    ) {
        self.machineType = machineType
        self.workerNum = workerNum
        self.isolation = isolation
        self.privateVlan = privateVlan
        self.publicVlan = publicVlan
        self.diskEncryption = diskEncryption
    }
}

/// The body of `PUT /v1/clusters/{cluster}/workers/{worker}`.
package struct WorkerActionRequest: Codable, Sendable {
    /// The operating system restarts.
    package static let softReboot = "os_reboot"
    /// The power goes off and on again.
    package static let hardReboot = "reboot"
    package static let reload = "reload"
    package static let update = "update"
    package static let actions = [softReboot, hardReboot, reload, update]

    package var action: String?
    /// Whether an update may pass over more than two minor versions.
    package var force: Bool?
    /// What an update leads to; absent for the version of the master.
    ///
    /// Ours.
    package var version: String?

    package init(action: String, force: Bool? = nil, version: String? = nil) {
        self.action = action
        self.force = force
        self.version = version
    }
}
