// SPDX-License-Identifier: Apache-2.0

import API
import Model

/// Which version a worker may be updated to.
struct WorkerUpdatePlan {
    /// Kubernetes lets a kubelet be so many minor versions older than its API server.
    private static let minorVersionsBehind = 2

    let worker: Worker
    let master: KubernetesVersion
    /// Whether more minor versions may be passed over at once.
    let isForced: Bool

    /// The version asked for, or that of the master, if the worker can have it.
    func target(_ requested: String?, among installed: [KubernetesVersion]) throws -> KubernetesVersion {
        let target = try version(requested ?? "", among: InstalledVersions(installed))
        guard target <= master else {
            throw refused(
                "The worker cannot have version \(target), as its master has \(master).",
                "Update the master first."
            )
        }
        guard target != worker.version else {
            throw refused("The worker '\(worker.id)' has version \(target) already.", "")
        }
        guard target > worker.version else {
            throw refused("The worker has version \(worker.version) and cannot go back to \(target).", "")
        }
        let step = target.major == worker.version.major ? target.minor - worker.version.minor : Int.max
        guard isForced || step <= Self.minorVersionsBehind else {
            throw refused(
                "The version \(target) is more than \(Self.minorVersionsBehind) minor versions above "
                    + "\(worker.version), which the worker has.",
                "Update in smaller steps, or add '--force-update'."
            )
        }
        return target
    }

    private func version(_ requested: String, among installed: InstalledVersions) throws -> KubernetesVersion {
        requested.isEmpty ? master : try installed.version(requested)
    }

    private func refused(_ message: String, _ recovery: String) -> APIError {
        APIError.badRequest(code: "E0025", message, recovery: recovery)
    }
}
