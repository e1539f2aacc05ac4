// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model

/// Marks a cluster's folder that was prepared before anybody ordered a cluster; the mark goes when one is ordered.
struct PreparedCluster: Codable, Sendable, Equatable {
    /// How long one waits before it is replaced by a new one, with new certificates.
    private static let longestWait = 30.0 * 86_400

    var version: KubernetesVersion
    /// Whether its API server is there for workers, too.
    var hasWorkers: Bool
    var madeAt: Date

    /// Whether it can stand in for one that would be prepared now.
    func serves(as wanted: PreparedCluster) -> Bool {
        version == wanted.version && hasWorkers == wanted.hasWorkers
            && wanted.madeAt.timeIntervalSince(madeAt) < Self.longestWait
    }

    static func read(_ clusterID: String, _ configuration: LocalProviderConfiguration) throws -> PreparedCluster? {
        // One that cannot be read still marks; it fits nothing and is replaced.
        let nothing = KubernetesVersion(major: 0, minor: 0, patch: 0)
        return try Files.read(path(clusterID, configuration)).map {
            (try? JSONDecoder().decode(PreparedCluster.self, from: $0))
                ?? PreparedCluster(version: nothing, hasWorkers: false, madeAt: .distantPast)
        }
    }

    static func isMarked(_ clusterID: String, _ configuration: LocalProviderConfiguration) -> Bool {
        Files.exists(path(clusterID, configuration))
    }

    func write(_ clusterID: String, _ configuration: LocalProviderConfiguration) throws {
        try Files.makeDirectory(ClusterLayout.folder(of: clusterID, configuration: configuration))
        try Files.write(JSONEncoder().encode(self), to: Self.path(clusterID, configuration))
    }

    static func remove(_ clusterID: String, _ configuration: LocalProviderConfiguration) throws {
        try Files.remove(path(clusterID, configuration))
    }

    private static func path(_ clusterID: String, _ configuration: LocalProviderConfiguration) -> String {
        "\(ClusterLayout.folder(of: clusterID, configuration: configuration))/unclaimed.json"
    }
}
