// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import CommandLineKit
import PluginKit

/// The values that can be typed where the help has one of these names.
enum ValueCompletion {
    /// Nothing if the server does not say in time, or nobody is logged in.
    @Sendable static func candidates(context: PluginContext, name: String) async -> [Candidate] {
        do {
            let clusters = try context.clusters()
            switch name {
            case "CLUSTER": return try await clusters.clusters().map { Candidate($0.name, $0.state) }
            case "WORKER":
                var candidates: [Candidate] = []
                for cluster in try await clusters.clusters() {
                    candidates += try await clusters.workers(of: cluster.id).map { Candidate($0.id, $0.state) }
                }
                return candidates
            case "LOCATION": return try await clusters.locations().map { Candidate($0, "") }
            case "REGION": return try await clusters.regions().map { Candidate($0.name, "") }
            case "X.Y.Z":
                return try await clusters.kubernetesVersions().map {
                    Candidate("\($0.major).\($0.minor).\($0.patch)", $0.isDefault ? "default" : "")
                }
            default: return []
            }
        } catch {
            return []
        }
    }
}
