// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Model
import Provisioning

extension ClusterInfo {
    /// The cluster as clients see it; `organizationNames` are by id, `latest` is the newest version that there is.
    init(of cluster: Cluster, organizationNames: [String: String], latest: KubernetesVersion?) {
        self.init(id: cluster.id, name: cluster.name)
        region = cluster.region
        dataCenter = cluster.zone
        location = "\(cluster.region)-\(cluster.zone)"
        serverURL = cluster.serverURL
        state = cluster.state.rawValue
        statusMessage = cluster.message.isEmpty ? nil : cluster.message
        idleTime = cluster.idleSeconds.map { TimeSpanText.text(seconds: $0) }
        isHibernated = cluster.isHibernated ? true : nil
        createdDate = cluster.createdAt.compactOffsetText
        modifiedDate = cluster.modifiedAt.compactOffsetText
        workerCount = cluster.workers.count
        isPaid = cluster.isPaid
        masterKubeVersion = cluster.version.description
        targetVersion = max(cluster.version, latest ?? cluster.version).description
        ownerEmail = cluster.ownerEmail
        logOrg = cluster.organizationID
        logOrgName = organizationNames[cluster.organizationID] ?? ""
        (masterStatus, masterState, masterHealth) = Self.master(of: cluster)
    }

    private static func master(of cluster: Cluster) -> (status: String, state: String, health: String) {
        switch cluster.state {
        case .deploying where cluster.masterTask != nil: ("Updating", "updating", "unavailable")
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

extension ClusterVLAN {
    /// The VLAN of the cluster with its only subnet.
    init(of cluster: Cluster, with subnet: NodeSubnet) {
        let addresses = cluster.workers.map(\.privateIP).filter { !$0.isEmpty }
        self.init(
            id: PrivateVLAN(zone: cluster.zone).id,
            zone: cluster.zone,
            region: cluster.region,
            subnets: [ClusterSubnet(id: subnet.id, cidr: subnet.cidr, addresses: addresses)]
        )
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
