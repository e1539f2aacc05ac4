// SPDX-License-Identifier: Apache-2.0

import Model
package import Provisioning

/// Says where clusters can be and what they can be made of there.
package struct LocationService: Sendable {
    private let provider: any ClusterProvider
    let catalogue: RegionCatalogue
    /// Where clients find the Cloud Foundry API of the region.
    let cloudFoundryURL: String

    package init(provider: any ClusterProvider, regions: RegionCatalogue, cloudFoundryURL: String) {
        self.provider = provider
        catalogue = regions
        self.cloudFoundryURL = cloudFoundryURL
    }

    /// The machine types that the host can carry, with what it gives to each.
    func machineTypes(in location: String) async throws -> (types: [MachineType], host: ProviderCapabilities) {
        try catalogue.check(location)
        let host = await provider.capabilities()
        return (MachineType.standard.filter { $0.fits(host) }, host)
    }

    func privateVLAN(in location: String) throws -> PrivateVLAN {
        try catalogue.check(location)
        return PrivateVLAN(zone: location)
    }

    /// The part of the private network that each of the clusters has; nothing for those that have none yet.
    func subnets(of clusters: [Cluster]) async throws -> [(cluster: Cluster, subnet: NodeSubnet)] {
        var found: [(Cluster, NodeSubnet)] = []
        for cluster in clusters {
            if let subnet = try await provider.subnet(of: cluster.id) { found.append((cluster, subnet)) }
        }
        return found
    }
}

extension MachineType {
    /// Whether the host is large enough.
    func fits(_ host: ProviderCapabilities) -> Bool {
        cores <= host.hostCores && memoryGiB <= host.hostMemoryGiB
    }
}
