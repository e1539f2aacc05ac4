// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// Hands out network indexes and ports, each to one cluster of this installation.
///
/// The clusters' own folders are its memory. It begins at a place that depends on the installation's tag, so that two
/// installations on one host rarely meet, and passes over what the host uses already.
struct ClusterAllocator: Sendable {
    private static let ports: ClosedRange<UInt16> = 20_000...29_999

    let configuration: LocalProviderConfiguration

    /// The cluster's allocation, or nil if it has none.
    func existing(for clusterID: String) throws -> ClusterAllocation? {
        let path = "\(ClusterLayout.folder(of: clusterID, configuration: configuration))/allocation.json"
        return try Files.read(path).map { try JSONDecoder().decode(ClusterAllocation.self, from: $0) }
    }

    /// The cluster's allocation, made and stored if it has none; not for two callers at a time.
    func ensure(for clusterID: String) throws -> ClusterAllocation {
        if let existing = try existing(for: clusterID) { return existing }
        let others = try clusterIDs().compactMap { try existing(for: $0) }
        let offset = Int(configuration.installationTag, radix: 16) ?? 0
        guard let index = try freeIndex(offset: offset, others: others) else {
            throw AllocationExhausted(what: "networks")
        }
        let ports = freePorts(3, offset: offset, others: others)
        guard ports.count == 3 else { throw AllocationExhausted(what: "ports") }
        let allocation = ClusterAllocation(
            networkIndex: index,
            apiServerPort: ports[0],
            etcdClientPort: ports[1],
            etcdPeerPort: ports[2]
        )
        let folder = ClusterLayout.folder(of: clusterID, configuration: configuration)
        try Files.makeDirectory(folder)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        try Files.write(encoder.encode(allocation), to: "\(folder)/allocation.json")
        return allocation
    }

    /// The clusters that have a folder.
    func clusterIDs() throws -> [String] {
        guard Files.exists(configuration.clustersFolder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: configuration.clustersFolder)
            .filter { $0.utf8.count == 32 && $0.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLowercase) } }
    }

    private func freeIndex(offset: Int, others: [ClusterAllocation]) throws -> Int? {
        let used = Set(others.map(\.networkIndex))
        let prefix = LocalProviderConfiguration.prefix(of: configuration.nodeNetwork, octets: 2)
        let host = try HostNetworks.current()
        return (0..<256).map { (offset + $0) % 256 }.first { index in
            !used.contains(index) && !host.overlaps(prefix: "\(prefix).\(index)")
        }
    }

    private func freePorts(_ count: Int, offset: Int, others: [ClusterAllocation]) -> [UInt16] {
        let used = Set(others.flatMap { [$0.apiServerPort, $0.etcdClientPort, $0.etcdPeerPort] })
        let first = UInt16(offset * 3 % Self.ports.count)
        let candidates = Self.ports.lazy.map { port in
            Self.ports.lowerBound + (port - Self.ports.lowerBound + first) % UInt16(Self.ports.count)
        }
        return Array(candidates.filter { !used.contains($0) && PortProbe.isFree($0) }.prefix(count))
    }
}

/// All numbers of a kind are taken.
struct AllocationExhausted: Error, CustomStringConvertible {
    let what: String

    var description: String { "all \(what) for clusters are taken; remove a cluster" }
}
