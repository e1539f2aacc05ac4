// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Provisioning

/// The Kubernetes versions that a request can name.
struct InstalledVersions {
    private let versions: [KubernetesVersion]

    init(_ versions: [KubernetesVersion]) {
        self.versions = versions
    }

    /// The version that `requested` names, or the newest one if it is empty.
    func version(_ requested: String) throws -> KubernetesVersion {
        guard !requested.isEmpty else {
            guard let newest = versions.max() else {
                let mend = "run 'slipwayd kubernetes install'"
                throw APIError.obstructed("clusters", [Obstacle(problem: "Kubernetes is not installed", mend: mend)])
            }
            return newest
        }
        // Clients may send back a version as other services show it, with a build number: 1.20.2_1500.
        let plain = requested.prefix { $0 != "_" }
        guard let wanted = KubernetesVersion(String(plain)), versions.contains(wanted) else {
            let known = versions.map(\.description).joined(separator: ", ")
            throw APIError.badRequest(
                code: "E0003",
                "The Kubernetes version '\(requested.prefix(100))' is not available.",
                recovery: known.isEmpty ? "No version is installed." : "Choose one of \(known)."
            )
        }
        return wanted
    }
}
