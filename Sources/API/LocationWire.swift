// SPDX-License-Identifier: Apache-2.0

/// One entry of `GET /v1/datacenters/{location}/machine-types`.
package struct MachineTypeInfo: Codable, Sendable {
    package var name: String
    package var provider: String
    /// `4GB`.
    package var memory: String
    package var networkSpeed: String
    package var cores: String
    package var os: String
    package var serverType: String
    package var storage: String
    package var secondaryStorage: String
    package var secondaryStorageEncrypted: Bool
    package var deprecated: Bool
    package var correspondingMachineType: String
    package var isTrusted: Bool
    package var gpus: String

    package init(name: String, cores: Int, memoryGiB: Int) {
        self.name = name
        self.cores = String(cores)
        memory = "\(memoryGiB)GB"
        (provider, networkSpeed, os, serverType) = ("classic", "", "", "virtual")
        (storage, secondaryStorage, secondaryStorageEncrypted) = ("", "", false)
        (deprecated, correspondingMachineType, isTrusted, gpus) = (false, "", false, "")
    }
}

/// One entry of `GET /v1/datacenters/{location}/vlans`.
package struct VLANInfo: Codable, Sendable {
    /// All values are texts.
    package struct Properties: Codable, Sendable {
        package var name: String
        package var note: String
        package var primaryRouter: String
        package var vlanNumber: String
        package var vlanType: String
        package var location: String
        package var localDiskStorageCapability: String
        package var sanStorageCapability: String

        private enum CodingKeys: String, CodingKey {
            case name
            case note
            case primaryRouter = "primary_router"
            case vlanNumber = "vlan_number"
            case vlanType = "vlan_type"
            case location
            case localDiskStorageCapability = "local_disk_storage_capability"
            case sanStorageCapability = "san_storage_capability"
        }
    }

    package var id: String
    package var type: String
    package var properties: Properties

    package init(id: String, type: String, name: String, note: String, router: String, location: String) {
        self.id = id
        self.type = type
        properties = Properties(
            name: name,
            note: note,
            primaryRouter: router,
            vlanNumber: "1",
            vlanType: "standard",
            location: location,
            localDiskStorageCapability: "true",
            sanStorageCapability: "false"
        )
    }
}

/// One entry of `GET /v1/subnets`.
package struct SubnetInfo: Codable, Sendable {
    package struct Properties: Codable, Sendable {
        package var cidr: String
        package var networkIdentifier: String
        package var note: String
        package var subnetType: String
        package var displayLabel: String
        package var gateway: String
        package var boundCluster: String?

        private enum CodingKeys: String, CodingKey {
            case cidr
            case networkIdentifier = "network_identifier"
            case note
            case subnetType = "subnet_type"
            case displayLabel = "display_label"
            case gateway
            case boundCluster = "bound_cluster"
        }
    }

    package var id: String
    package var type: String
    package var vlanID: String
    package var addresses: [String]
    package var properties: Properties

    private enum CodingKeys: String, CodingKey {
        case id
        case type
        case vlanID = "vlan_id"
        case addresses = "ip_addresses"
        case properties
    }

    /// A private subnet; `cidr` is `10.213.4.0/24`.
    package init(id: String, vlanID: String, cidr: String, gateway: String, addresses: [String], boundCluster: String) {
        self.id = id
        type = "private"
        self.vlanID = vlanID
        self.addresses = addresses
        let parts = cidr.split(separator: "/").map(String.init)
        properties = Properties(
            cidr: parts.count > 1 ? parts[1] : "",
            networkIdentifier: parts.first ?? "",
            note: "",
            subnetType: "primary",
            displayLabel: cidr,
            gateway: gateway,
            boundCluster: boundCluster
        )
    }
}

/// The answer to `GET /v1/regions`.
package struct ContainerRegionList: Codable, Sendable {
    package var regions: [ContainerRegionInfo]

    package init(regions: [ContainerRegionInfo]) {
        self.regions = regions
    }
}

/// A region of the container service.
package struct ContainerRegionInfo: Codable, Sendable {
    package var name: String
    package var alias: String
    package var cfURL: String
    package var freeEnabled: Bool

    package init(name: String, alias: String, cfURL: String, freeEnabled: Bool) {
        self.name = name
        self.alias = alias
        self.cfURL = cfURL
        self.freeEnabled = freeEnabled
    }
}

/// One entry of `GET /v1/zones`.
package struct ZoneInfo: Codable, Sendable {
    package var id: String
    package var metro: String
    package var flavors: [String]

    package init(id: String, metro: String, flavors: [String]) {
        self.id = id
        self.metro = metro
        self.flavors = flavors
    }
}
