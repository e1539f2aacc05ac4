// SPDX-License-Identifier: Apache-2.0

/// What a cluster uses of the host's scarce numbers; chosen once and kept as long as the cluster exists.
struct ClusterAllocation: Codable, Sendable, Equatable {
    /// 0 to 255: which part of the node network belongs to the cluster.
    var networkIndex: Int
    var apiServerPort: UInt16
    var etcdClientPort: UInt16
    var etcdPeerPort: UInt16
}
