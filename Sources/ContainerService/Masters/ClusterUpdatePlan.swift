// SPDX-License-Identifier: Apache-2.0

import API
import Model

/// Which version a master may be updated to.
struct ClusterUpdatePlan {
    /// Kubernetes lets a kubelet be so many minor versions older than its API server.
    private static let minorVersions = 2

    let cluster: Cluster
    /// Whether more minor versions may be passed over at once.
    let isForced: Bool

    /// The version asked for, or the newest one, if the master can have it.
    func target(_ requested: String?, among installed: [KubernetesVersion]) throws -> KubernetesVersion {
        let target = try InstalledVersions(installed).version(requested ?? "")
        let name = cluster.name
        guard target != cluster.version else {
            throw refused("The master of cluster '\(name)' has version \(target) already.", "")
        }
        guard target > cluster.version else {
            throw refused("The master has version \(cluster.version) and cannot go back to \(target).", "")
        }
        guard isForced || distance(from: cluster.version, to: target) <= Self.minorVersions else {
            throw refused(
                "The version \(target) is more than \(Self.minorVersions) minor versions above \(cluster.version), "
                    + "which the master has.",
                "Update in smaller steps, or add '--force-update'."
            )
        }
        guard isForced || !cluster.workers.contains(where: { isLeftBehind($0, by: target) }) else {
            throw refused(
                "Workers of cluster '\(name)' are more than \(Self.minorVersions) minor versions below \(target).",
                "Update them first with 'bx cs worker-update', or add '--force-update'."
            )
        }
        return target
    }

    private func isLeftBehind(_ worker: Worker, by target: KubernetesVersion) -> Bool {
        !worker.isDeleting && distance(from: worker.version, to: target) > Self.minorVersions
    }

    private func distance(from old: KubernetesVersion, to new: KubernetesVersion) -> Int {
        new.major == old.major ? new.minor - old.minor : .max
    }

    private func refused(_ message: String, _ recovery: String) -> APIError {
        APIError.badRequest(code: "E0027", message, recovery: recovery)
    }
}
