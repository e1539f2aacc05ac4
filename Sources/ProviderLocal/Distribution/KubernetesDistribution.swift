// SPDX-License-Identifier: Apache-2.0

package import Model

/// The programs of one Kubernetes version on this host.
package struct KubernetesDistribution: Sendable, Equatable {
    /// Programs without which no cluster can be made.
    static let requiredPrograms = [
        "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy",
    ]
    /// The program of a pod's first container; it is no part of Kubernetes' own releases.
    static let pauseProgram = "pause"

    package let version: KubernetesVersion
    /// Absolute path of the folder that holds the programs.
    package let binFolder: String

    package init(version: KubernetesVersion, binFolder: String) {
        self.version = version
        self.binFolder = binFolder
    }

    func program(_ name: String) -> String {
        "\(binFolder)/\(name)"
    }
}
