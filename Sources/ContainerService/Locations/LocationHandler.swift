// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model
import Provisioning

/// Regions, locations, and what there is in them; only lists of what belongs to somebody need a token.
struct LocationHandler: Sendable {
    let service: LocationService
    let clusters: ClusterService
    let callers: CallerRecognition

    func regions(_ request: HTTPRequest) async throws -> HTTPResponse {
        let regions = service.catalogue.regions.map { region in
            ContainerRegionInfo(
                name: region.name,
                alias: region.alias,
                cfURL: service.cloudFoundryURL,
                freeEnabled: true
            )
        }
        return try .json(ContainerRegionList(regions: regions))
    }

    func locations(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .json(zones(for: request))
    }

    func zones(_ request: HTTPRequest) async throws -> HTTPResponse {
        var zones: [ZoneInfo] = []
        for zone in try self.zones(for: request) {
            let types = try await service.machineTypes(in: zone).types
            zones.append(ZoneInfo(id: zone, metro: String(zone.prefix { $0.isLetter }), flavors: types.map(\.name)))
        }
        return try .json(zones)
    }

    /// The locations of the region that the request is for, or of all.
    private func zones(for request: HTTPRequest) throws -> [String] {
        service.catalogue.zones(in: try service.catalogue.region(request.headers["X-Region"]))
    }

    func machineTypes(_ request: HTTPRequest) async throws -> HTTPResponse {
        let found = try await service.machineTypes(in: request.parameters["location"] ?? "")
        return try .json(found.types.map { MachineTypeInfo(of: $0, on: found.host) })
    }

    func vlans(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await callers.caller(of: request)
        return try .json([VLANInfo(of: try service.privateVLAN(in: request.parameters["location"] ?? ""))])
    }

    func subnets(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let found = try await service.subnets(of: try await clusters.clusters(of: caller))
        return try .json(found.map { SubnetInfo(of: $0.subnet, boundTo: $0.cluster) })
    }
}

extension MachineTypeInfo {
    fileprivate init(of type: MachineType, on host: ProviderCapabilities) {
        self.init(name: type.name, cores: type.cores, memoryGiB: type.memoryGiB)
        os = host.workerSystem
        // Shared by all workers of the host.
        storage = "\(host.workerStorageGiB)GB"
        // What the kernel says of the links that join workers.
        networkSpeed = "10000Mbps"
    }
}

extension VLANInfo {
    fileprivate init(of vlan: PrivateVLAN) {
        self.init(
            id: vlan.id,
            type: "private",
            name: "nodes",
            note: "the network between the workers of each cluster",
            router: "bcr01a.\(vlan.zone)",
            location: vlan.zone
        )
    }
}

extension SubnetInfo {
    fileprivate init(of subnet: NodeSubnet, boundTo cluster: Cluster) {
        self.init(
            id: subnet.id,
            vlanID: PrivateVLAN(zone: cluster.zone).id,
            cidr: subnet.cidr,
            gateway: subnet.gateway,
            addresses: cluster.workers.map(\.privateIP).filter { !$0.isEmpty },
            boundCluster: cluster.name
        )
    }
}
