// SPDX-License-Identifier: Apache-2.0

import API
import Model
package import Provisioning

/// Says where clusters can be and what they can be made of there.
package struct LocationService: Sendable {
    private let provider: any ClusterProvider
    let region: String
    let zone: String
    /// Where clients find the Cloud Foundry API of the region.
    let cloudFoundryURL: String

    package init(provider: any ClusterProvider, region: String, zone: String, cloudFoundryURL: String) {
        self.provider = provider
        self.region = region
        self.zone = zone
        self.cloudFoundryURL = cloudFoundryURL
    }

    /// The machine types that the host can carry, with what it gives to each.
    func machineTypes(in location: String) async throws -> (types: [MachineType], host: ProviderCapabilities) {
        guard location == zone else { throw APIError.locationUnknown(location, known: zone) }
        let host = await provider.capabilities()
        return (MachineType.standard.filter { $0.fits(host) }, host)
    }

    func privateVLAN(in location: String) throws -> PrivateVLAN {
        guard location == zone else { throw APIError.locationUnknown(location, known: zone) }
        return PrivateVLAN(zone: zone)
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
