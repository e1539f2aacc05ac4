// SPDX-License-Identifier: Apache-2.0

package import API
import Basics
import CommandLineKit
package import FoundationEssentials

/// Clusters as the tables show them.
package enum ClusterRows {
    package static let header = ["Name", "ID", "State", "Created", "Workers", "Location", "Version"]

    /// The row of one cluster in the list, as seen at `now`.
    package static func row(_ cluster: ClusterInfo, now: Date) -> [String] {
        let created = Date(timestamp: cluster.createdDate).map { RelativeTime.text(from: $0, to: now) }
        return [
            cluster.name,
            cluster.id,
            DisplayText.clusterState(cluster.state),
            created ?? DisplayText.orDash(cluster.createdDate),
            String(cluster.workerCount),
            DisplayText.orDash(cluster.dataCenter),
            DisplayText.version(cluster.masterKubeVersion, target: cluster.targetVersion),
        ]
    }

    /// Keys and values of one cluster; some are there only when the server has something to say.
    package static func details(_ cluster: ClusterInfo) -> [(key: String, value: String)] {
        var rows = [
            (key: "Name", value: cluster.name),
            (key: "ID", value: cluster.id),
            (key: "State", value: DisplayText.clusterState(cluster.state)),
        ]
        if let message = cluster.statusMessage, !message.isEmpty { rows.append((key: "Status", value: message)) }
        if let time = cluster.idleTime {
            let isHibernated = cluster.isHibernated ?? false
            rows.append((key: "Idle time", value: isHibernated ? "\(time), frozen now" : time))
        }
        return rows + [
            (key: "Created", value: DisplayText.orDash(cluster.createdDate)),
            (key: "Location", value: DisplayText.orDash(cluster.dataCenter)),
            (key: "Master URL", value: DisplayText.orDash(cluster.serverURL)),
            (key: "Ingress subdomain", value: DisplayText.orDash(cluster.ingressHostname)),
            (key: "Ingress secret", value: DisplayText.orDash(cluster.ingressSecretName)),
            (key: "Workers", value: String(cluster.workerCount)),
            (
                key: "Version",
                value: DisplayText.detailedVersion(cluster.masterKubeVersion, target: cluster.targetVersion)
            ),
        ]
    }

    package static let addonHeader = ["Name", "Enabled"]

    package static func row(_ addon: ClusterAddon) -> [String] {
        [addon.name, String(addon.enabled)]
    }

    package static let vlanHeader = ["VLAN ID", "Subnet CIDR", "Public", "User-managed"]

    /// A row for each subnet of the VLAN.
    package static func rows(_ vlan: ClusterVLAN) -> [[String]] {
        vlan.subnets.map { [vlan.id, $0.cidr, String($0.isPublic), String($0.isUserManaged)] }
    }
}
