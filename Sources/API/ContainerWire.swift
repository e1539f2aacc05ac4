// SPDX-License-Identifier: Apache-2.0

/// The body of a failed call to the container service.
package struct ContainerErrorBody: Codable, Sendable {
    package var incidentID: String
    package var code: String
    package var description: String
    package var type: String
    package var recoveryCLI: String?

    package init(incidentID: String, code: String, description: String, type: String, recoveryCLI: String?) {
        self.incidentID = incidentID
        self.code = code
        self.description = description
        self.type = type
        self.recoveryCLI = recoveryCLI
    }
}

/// The body of `POST /v1/clusters`.
///
/// Keys that are not known are ignored.
package struct ClusterCreateRequest: Codable, Sendable {
    package var name: String?
    package var dataCenter: String?
    /// Absent or `free` for a free cluster.
    package var machineType: String?
    /// Absent means 1; 0 asks for a control plane alone.
    package var workerNum: Int?
    /// `1.20.2`; absent or empty means the default.
    package var masterVersion: String?
    /// `public` for hardware that is shared, `private` for dedicated one.
    package var isolation: String?
    package var privateVlan: String?
    package var publicVlan: String?
    /// True to order no portable subnets.
    package var noSubnet: Bool?
    /// True to insist on encrypted disks of workers; absent for what the service has.
    package var diskEncryption: Bool?

    package init(
        name: String?,
        dataCenter: String? = nil,
        machineType: String? = nil,
        workerNum: Int? = nil,
        masterVersion: String? = nil,
        isolation: String? = nil,
        privateVlan: String? = nil,
        publicVlan: String? = nil,
        noSubnet: Bool? = nil,
        diskEncryption: Bool? = nil
    ) {
        self.name = name
        self.dataCenter = dataCenter
        self.machineType = machineType
        self.workerNum = workerNum
        self.masterVersion = masterVersion
        self.isolation = isolation
        self.privateVlan = privateVlan
        self.publicVlan = publicVlan
        self.noSubnet = noSubnet
        self.diskEncryption = diskEncryption
    }
}

/// The answer to `POST /v1/clusters`.
package struct ClusterCreateResponse: Codable, Sendable {
    package var id: String

    package init(id: String) {
        self.id = id
    }
}

/// The body of `PUT /v1/clusters/{cluster}`, and of `PUT /v1/clusters/{cluster}/masters`.
///
/// Keys that are not known are ignored.
package struct ClusterUpdateRequest: Codable, Sendable {
    /// The master gets another version.
    package static let update = "update"
    /// The master restarts.
    package static let refresh = "refresh"

    package var action: String?
    /// Whether an update may pass over more than two minor versions.
    package var force: Bool?
    /// What an update leads to: `1.20.2`; absent or empty for the default version.
    package var version: String?

    package init(action: String, force: Bool? = nil, version: String? = nil) {
        self.action = action
        self.force = force
        self.version = version
    }
}

/// A cluster as the container service shows it.
package struct ClusterInfo: Codable, Sendable {
    package var id: String
    package var name: String
    package var region: String
    package var dataCenter: String
    /// `<region>-<data centre>`.
    package var location: String
    package var serverURL: String
    package var state: String
    /// The step that runs, or why the cluster is not normal.
    ///
    /// Ours; other clients ignore it.
    package var statusMessage: String?
    /// The time without use after which the cluster is frozen, such as `30m`.
    ///
    /// Absent if it never is. Ours, as the next one.
    package var idleTime: String?
    /// True while the cluster is frozen.
    package var isHibernated: Bool?
    /// `2018-01-30T17:41:14+0000`, in UTC.
    package var createdDate: String
    package var modifiedDate: String
    package var workerCount: Int
    package var isPaid: Bool
    package var masterKubeVersion: String
    package var targetVersion: String
    package var ingressHostname: String
    package var ingressSecretName: String
    package var ownerEmail: String
    package var logOrg: String
    package var logOrgName: String
    package var logSpace: String
    package var logSpaceName: String
    package var monitoringURL: String
    package var masterStatus: String
    package var masterState: String
    package var masterHealth: String
    package var type: String
    package var provider: String
    package var addons: [ClusterAddon]
    package var vlans: [ClusterVLAN]

    package init(id: String, name: String) {
        self.id = id
        self.name = name
        (region, dataCenter, location, serverURL, state) = ("", "", "", "", "")
        (createdDate, modifiedDate, workerCount, isPaid) = ("", "", 0, false)
        (masterKubeVersion, targetVersion, ingressHostname, ingressSecretName, ownerEmail) = ("", "", "", "", "")
        (logOrg, logOrgName, logSpace, logSpaceName, monitoringURL) = ("", "", "", "", "")
        (masterStatus, masterState, masterHealth, type, provider) = ("", "", "", "kubernetes", "classic")
        (addons, vlans) = ([], [])
    }
}

/// An add-on of a cluster.
package struct ClusterAddon: Codable, Sendable {
    package var name: String
    package var enabled: Bool

    package init(name: String, enabled: Bool) {
        self.name = name
        self.enabled = enabled
    }
}

/// A VLAN with the subnets that a cluster uses.
package struct ClusterVLAN: Codable, Sendable {
    package var id: String
    package var zone: String
    package var region: String
    package var subnets: [ClusterSubnet]

    package init(id: String, zone: String, region: String, subnets: [ClusterSubnet] = []) {
        self.id = id
        self.zone = zone
        self.region = region
        self.subnets = subnets
    }
}

/// A subnet that a cluster uses.
package struct ClusterSubnet: Codable, Sendable {
    package var id: String
    /// `10.213.4.0/24`.
    package var cidr: String
    /// The addresses of it that are taken.
    package var addresses: [String]
    /// Whether its owner brought it along.
    package var isUserManaged: Bool
    package var isPublic: Bool

    private enum CodingKeys: String, CodingKey {
        case id
        case cidr
        case addresses = "ips"
        case isUserManaged = "is_byoip"
        case isPublic = "is_public"
    }

    package init(id: String, cidr: String, addresses: [String], isUserManaged: Bool = false, isPublic: Bool = false) {
        self.id = id
        self.cidr = cidr
        self.addresses = addresses
        self.isUserManaged = isUserManaged
        self.isPublic = isPublic
    }
}

/// The answer to `GET /v1/versions`.
package struct VersionCatalogue: Codable, Sendable {
    package var kubernetes: [KubeVersionInfo]
    /// Always empty; clients expect it.
    package var openshift: [KubeVersionInfo]

    package init(kubernetes: [KubeVersionInfo]) {
        self.kubernetes = kubernetes
        openshift = []
    }
}

/// One entry of `GET /v1/kube-versions`.
package struct KubeVersionInfo: Codable, Sendable {
    package var major: Int
    package var minor: Int
    package var patch: Int
    package var isDefault: Bool

    private enum CodingKeys: String, CodingKey {
        case major
        case minor
        case patch
        case isDefault = "default"
    }

    package init(major: Int, minor: Int, patch: Int, isDefault: Bool) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.isDefault = isDefault
    }
}
