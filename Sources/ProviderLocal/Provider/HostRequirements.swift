// SPDX-License-Identifier: Apache-2.0

import Model
import ProcessControl
import Provisioning

/// What this host lacks for an order, found before anything is made.
struct HostRequirements: Sendable {
    let configuration: LocalProviderConfiguration
    let distributions: KubernetesDistributions

    private var preflight: Preflight {
        Preflight(dataDirectory: configuration.dataDirectory)
    }

    var etcdProgram: String? {
        Subprocess.find("etcd")
    }

    /// What is missing for any cluster.
    func masterObstacles() async -> [Obstacle] {
        var obstacles: [Obstacle] = []
        if distributions.installed().isEmpty {
            obstacles.append(
                Obstacle(problem: "no Kubernetes version is installed", mend: "run \"slipwayd kubernetes install\"")
            )
        }
        return obstacles + preflight.masterObstacles()
    }

    /// What is missing for workers.
    func workerObstacles() async -> [Obstacle] {
        await preflight.workerObstacles()
    }

    /// What is missing for this order.
    func obstacles(to order: ClusterOrder) async -> [Obstacle] {
        var obstacles = await masterObstacles()
        let versions = Set([order.version] + order.workers.map(\.version))
        for version in versions.sorted()
        where distributions.find(version) == nil && !distributions.installed().isEmpty {
            obstacles.append(
                Obstacle(
                    problem: "Kubernetes \(version) is not installed",
                    mend: "run \"slipwayd kubernetes add \(version) DIR\" with its server binaries"
                )
            )
        }
        return order.workers.isEmpty ? obstacles : obstacles + (await workerObstacles())
    }
}
