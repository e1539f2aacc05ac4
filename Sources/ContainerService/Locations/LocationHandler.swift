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
        let region = ContainerRegionInfo(
            name: service.region,
            alias: service.region,
            cfURL: service.cloudFoundryURL,
            freeEnabled: true
        )
        return try .json(ContainerRegionList(regions: [region]))
    }

    func locations(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .json([service.zone])
    }

    func zones(_ request: HTTPRequest) async throws -> HTTPResponse {
        let types = try await service.machineTypes(in: service.zone).types
        let metro = String(service.zone.prefix { $0.isLetter })
        return try .json([ZoneInfo(id: service.zone, metro: metro, flavors: types.map(\.name))])
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
