// SPDX-License-Identifier: Apache-2.0

package import API
import HTTP

/// Where clusters can be, and what there is.
extension ClusterClient {
    package func regions() async throws(ClientError) -> [ContainerRegionInfo] {
        try await value(ContainerRegionList.self, .get, "/v1/regions").regions
    }

    package func locations() async throws(ClientError) -> [String] {
        try await value([String].self, .get, "/v1/datacenters")
    }

    package func machineTypes(in location: String) async throws(ClientError) -> [MachineTypeInfo] {
        try await value([MachineTypeInfo].self, .get, path(location: location) + "/machine-types")
    }

    package func vlans(in location: String) async throws(ClientError) -> [VLANInfo] {
        try await value([VLANInfo].self, .get, path(location: location) + "/vlans")
    }

    package func subnets() async throws(ClientError) -> [SubnetInfo] {
        try await value([SubnetInfo].self, .get, "/v1/subnets")
    }

    private func path(location: String) -> String {
        "/v1/datacenters/" + PercentCoding.encode(location)
    }
}
