// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Model
import Provisioning

/// Subnets for single clusters: each has its own, and nothing here could use the addresses of another.
struct SubnetHandler: Sendable {
    /// How many addresses a subnet can have that is ordered.
    private static let sizes = ["8", "16", "32", "64"]

    let clusters: ClusterService
    let locations: LocationService
    let callers: CallerRecognition

    /// Fine for the subnet that the cluster has anyway; all others belong to another cluster.
    func add(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (caller, cluster) = try await cluster(of: request)
        let id = request.parameters["subnet"] ?? ""
        let subnets = try await locations.subnets(of: try await clusters.clusters(of: caller))
        guard let found = subnets.first(where: { $0.subnet.id == id }) else { throw APIError.subnetNotFound(id) }
        guard found.cluster.id == cluster.id else { throw APIError.subnetTaken(id, by: found.cluster) }
        return HTTPResponse(status: 201)
    }

    func order(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (_, cluster) = try await cluster(of: request)
        let size = request.queryValue("size") ?? ""
        guard Self.sizes.contains(size) else {
            throw APIError.badRequest(
                code: "E0032",
                "A subnet cannot have '\(size.prefix(20))' addresses.",
                recovery: "Choose one of \(Self.sizes.joined(separator: ", "))."
            )
        }
        try check(vlan: request.parameters["vlan"], of: cluster)
        throw APIError.subnetsNotUsed(cluster)
    }

    func userSubnets(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        _ = try await clusters.cluster(request.parameters["cluster"] ?? "", of: caller, to: .see)
        return try .json([ClusterVLAN]())
    }

    func addUserSubnet(_ request: HTTPRequest) async throws -> HTTPResponse {
        let (_, cluster) = try await cluster(of: request)
        let order = try RequestBody.decode(UserSubnetRequest.self, from: request.body)
        let cidr = order.cidr ?? ""
        guard Self.isPrivateNetwork(cidr) else {
            throw APIError.badRequest(
                code: "E0032",
                "'\(cidr.prefix(50))' is no private network of a size from /24 to /30.",
                recovery: "A network is written such as 192.168.10.0/24."
            )
        }
        try check(vlan: order.vlanID, of: cluster)
        throw APIError.subnetsNotUsed(cluster)
    }

    func removeUserSubnet(_ request: HTTPRequest) async throws -> HTTPResponse {
        _ = try await cluster(of: request)
        throw APIError.subnetNotFound(request.parameters["subnet"] ?? "")
    }

    private func cluster(of request: HTTPRequest) async throws -> (Caller, Cluster) {
        let caller = try await callers.caller(of: request)
        let name = request.parameters["cluster"] ?? ""
        return (caller, try await clusters.cluster(name, of: caller, to: .changeSubnets))
    }

    private func check(vlan: String?, of cluster: Cluster) throws {
        try PrivateVLAN(zone: cluster.zone).check(privateVLAN: vlan, publicVLAN: nil)
    }

    /// Whether it is a network of addresses that may be used by anybody, with nothing behind its mask.
    static func isPrivateNetwork(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let octets = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 2, let prefix = Int(parts[1]), (24...30).contains(prefix), octets.count == 4,
            !octets.contains(nil)
        else { return false }
        let (first, second, last) = (octets[0] ?? 0, octets[1] ?? 0, octets[3] ?? 0)
        let isPrivate = first == 10 || (first == 172 && (16...31).contains(second)) || (first == 192 && second == 168)
        return isPrivate && Int(last) % (1 << (32 - prefix)) == 0
    }
}
