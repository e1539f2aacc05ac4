// SPDX-License-Identifier: Apache-2.0

import Model
import Supervision

/// The programs of a worker with their arguments.
struct WorkerUnits: Sendable {
    /// The names of all of them.
    static let programs = ["containerd", "kubelet", "kube-proxy"]

    let nodeName: String
    let layout: WorkerLayout
    let configuration: LocalProviderConfiguration
    let distribution: KubernetesDistribution
    let credentials: WorkerCredentials
    let cgroupProcsFiles: [String]
    /// Absolute path of the containerd program.
    let containerdProgram: String

    var containerd: UnitSpecification {
        unit("containerd", containerdProgram, ["--config", layout.containerdConfiguration])
    }

    var kubelet: UnitSpecification {
        let remote = distribution.version < KubernetesVersion(major: 1, minor: 24, patch: 0)
        var kubelet = unit(
            "kubelet",
            distribution.program("kubelet"),
            [
                "--config=\(layout.kubeletConfiguration)",
                "--kubeconfig=\(credentials.kubeletKubeconfig)",
                "--container-runtime-endpoint=unix://\(WorkerLayout.containerdSocket)",
                "--hostname-override=\(nodeName)",
                "--node-ip=\(layout.address)",
                "--root-dir=\(WorkerLayout.kubeletFolder)",
                "--cert-dir=\(WorkerLayout.kubeletFolder)/pki",
            ] + (remote ? ["--container-runtime=remote"] : [])
        )
        // It asks a cloud for credentials of its registry otherwise, and waits for the answer.
        kubelet.environment["AWS_EC2_METADATA_DISABLED"] = "true"
        return kubelet
    }

    var kubeProxy: UnitSpecification {
        unit(
            "kube-proxy",
            distribution.program("kube-proxy"),
            [
                "--kubeconfig=\(credentials.kubeProxyKubeconfig)",
                "--hostname-override=\(nodeName)",
                // Given, as it is asked of the node otherwise, which need not be there yet.
                "--bind-address=\(layout.address)",
                "--proxy-mode=iptables",
                "--cluster-cidr=\(configuration.podNetwork)",
                // Settings of the host as a whole, not of the worker.
                "--conntrack-max-per-core=0",
                "--conntrack-tcp-timeout-established=0",
                "--conntrack-tcp-timeout-close-wait=0",
            ]
        )
    }

    private func unit(_ name: String, _ executable: String, _ arguments: [String]) -> UnitSpecification {
        UnitSpecification(
            folder: layout.unitFolder(name),
            executable: executable,
            arguments: arguments,
            networkNamespace: layout.networkNamespacePath,
            mountNamespace: layout.mountNamespacePath,
            cgroupProcsFiles: cgroupProcsFiles
        )
    }
}
