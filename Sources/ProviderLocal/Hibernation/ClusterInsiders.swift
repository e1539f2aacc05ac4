// SPDX-License-Identifier: Apache-2.0

/// The names under which a cluster's own parts, and this daemon, ask things of its API server.
enum ClusterInsiders {
    static let users = [
        "slipway", "system:apiserver", "system:kube-controller-manager", "system:kube-scheduler", "system:kube-proxy",
        "IAM#slipway-probe",
    ]
    static let groups = ["system:nodes", "system:serviceaccounts"]

    static func contain(user: String, groups: [String]) -> Bool {
        users.contains(user) || groups.contains { Self.groups.contains($0) }
    }
}
