// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Model

extension ClusterInfo {
    /// The cluster as clients see it; `organizationNames` are by id.
    init(of cluster: Cluster, organizationNames: [String: String]) {
        self.init(id: cluster.id, name: cluster.name)
        region = cluster.region
        dataCenter = cluster.zone
        location = "\(cluster.region)-\(cluster.zone)"
        serverURL = cluster.serverURL
        state = cluster.state.rawValue
        statusMessage = cluster.message.isEmpty ? nil : cluster.message
        createdDate = cluster.createdAt.compactOffsetText
        modifiedDate = cluster.modifiedAt.compactOffsetText
        workerCount = cluster.workers.count
        isPaid = cluster.isPaid
        masterKubeVersion = cluster.version.description
        targetVersion = cluster.version.description
        ownerEmail = cluster.ownerEmail
        logOrg = cluster.organizationID
        logOrgName = organizationNames[cluster.organizationID] ?? ""
        (masterStatus, masterState, masterHealth) = Self.master(of: cluster)
    }

    private static func master(of cluster: Cluster) -> (status: String, state: String, health: String) {
        switch cluster.state {
        case .requesting, .deploying: ("Deploying", "deploying", "unavailable")
        case .pending, .normal, .warning: ("Ready", "deployed", "normal")
        case .critical where cluster.isMasterReady: ("Ready", "deployed", "normal")
        case .critical where cluster.serverURL.isEmpty: ("Deploy failed", "deploy_failed", "error")
        case .critical: ("Not ready", "deployed", "error")
        case .deleting: ("Deleting", "deleting", "unavailable")
        case .deleteFailed: ("Delete failed", "delete_failed", "unavailable")
        }
    }
}

extension Cluster {
    /// Whether the master answered when it was last looked at.
    ///
    /// Only a master that answers can say anything of its workers.
    fileprivate var isMasterReady: Bool {
        !serverURL.isEmpty && workers.contains { $0.state != .unknown && $0.state != .provisioning }
    }
}
