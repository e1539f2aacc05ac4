// SPDX-License-Identifier: Apache-2.0

/// Where everything of one worker is.
///
/// A worker sees the host's file system, but with its own /run, /var/lib and /var/log: programs write to fixed places
/// in there (logs of pods, sockets, results of network plug-ins), and kubelets clean away what is not theirs.
struct WorkerLayout: Sendable, Equatable {
    /// The control group, below the worker's, in which the kubelet keeps pods.
    static let podGroup = "kubepods"

    let cluster: ClusterLayout
    let number: Int

    var folder: String { cluster.workerFolder(number) }
    var runtimeFolder: String { cluster.workerRuntimeFolder(number) }
    var address: String { cluster.workerAddress(number) }
    var cgroup: String { cluster.cgroupName(number) }
    var networkNamespacePath: String { cluster.networkNamespacePath(number) }
    /// The file that keeps the worker's mounts alive while none of its programs runs.
    var mountNamespacePath: String { "\(runtimeFolder)/mnt" }

    var containerdRoot: String { "\(folder)/containerd" }
    var containerdConfiguration: String { "\(folder)/containerd.toml" }
    /// Holds a folder for each registry whose authority containerd has to be told.
    var registriesFolder: String { "\(folder)/registries" }
    var kubeletConfiguration: String { "\(folder)/kubelet.json" }
    var networkConfigurationFolder: String { "\(folder)/cni" }
    var pauseImage: String { "\(folder)/pause.tar" }
    var resolverConfiguration: String { "\(folder)/resolv.conf" }
    /// What the worker sees as /var/lib.
    var stateFolder: String { "\(folder)/root/lib" }
    /// What the worker sees as /var/log.
    var logFolder: String { "\(folder)/root/log" }
    /// Where the worker's /run is prepared.
    var runStagingFolder: String { "\(folder)/root/run" }

    /// As the worker's own programs see it.
    static let containerdSocket = "/run/containerd/containerd.sock"
    static let kubeletFolder = "/var/lib/kubelet"

    /// All units of the worker have folders that begin so.
    var unitPrefix: String { cluster.unitFolder("w\(number)-") }

    func unitFolder(_ program: String) -> String { unitPrefix + program }
}
