// SPDX-License-Identifier: Apache-2.0

package import API
import FoundationEssentials
import HTTP

/// Keys, credentials and subnets of clusters, and what the administrator of the service has to say.
extension ClusterClient {
    package func messages() async throws(ClientError) -> [ServiceMessage] {
        try await value([ServiceMessage].self, .get, "/v1/messages")
    }

    /// In whose name the infrastructure of a cluster is ordered.
    package func keyOwner(of cluster: String) async throws(ClientError) -> KeyOwnerInfo {
        let path = "/v1/logging/\(PercentCoding.encode(cluster))/clusterkeyowner"
        return try await value(KeyOwnerInfo.self, .get, path)
    }

    /// Has infrastructure of the region ordered in the caller's name.
    package func resetKey() async throws(ClientError) {
        try await send(.post, "/v1/keys")
    }

    package func setCredentials(userName: String, key: String) async throws(ClientError) {
        try await send(
            .post,
            "/v1/credentials",
            headers: ["X-Auth-Softlayer-Username": userName, "X-Auth-Softlayer-APIKey": key]
        )
    }

    package func unsetCredentials() async throws(ClientError) {
        try await send(.delete, "/v1/credentials")
    }

    /// Lets a cluster use a subnet that is there.
    package func addSubnet(_ subnet: String, to cluster: String) async throws(ClientError) {
        try await send(.put, path(cluster) + "/subnets/" + PercentCoding.encode(subnet))
    }

    /// Orders a subnet for a cluster.
    package func createSubnet(size: Int, vlan: String, for cluster: String) async throws(ClientError) {
        try await send(.post, path(cluster) + "/vlans/\(PercentCoding.encode(vlan))?size=\(size)")
    }

    /// Brings a network of the caller's own into a cluster.
    package func addUserSubnet(_ cidr: String, vlan: String, to cluster: String) async throws(ClientError) {
        let request = UserSubnetRequest(cidr: cidr, vlanID: vlan)
        try await send(.post, path(cluster) + "/usersubnets", body: Self.encoded(request))
    }

    package func removeUserSubnet(_ cidr: String, vlan: String, from cluster: String) async throws(ClientError) {
        let subnet = PercentCoding.encode(cidr)
        try await send(.delete, path(cluster) + "/usersubnets/\(subnet)/vlans/\(PercentCoding.encode(vlan))")
    }
}
