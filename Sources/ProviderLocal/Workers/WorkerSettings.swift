// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model

/// The contents of a worker's configuration files.
struct WorkerSettings: Sendable {
    /// What the worker's own programs may use beside what its machine type promises to pods.
    static let systemMemoryMiB = 512

    let layout: WorkerLayout
    let configuration: LocalProviderConfiguration
    let machineType: MachineType
    let credentials: WorkerCredentials
    let hostCores: Int
    let hostMemoryMiB: Int
    /// Folders of the network plug-ins' programs.
    let networkPrograms: String

    /// With less memory left than this the kubelet ends pods, so that the worker itself goes on.
    private var evictionMemoryMiB: Int {
        switch machineType.memoryGiB {
        case ...4: 256
        case ...16: 1024
        default: 4096
        }
    }

    /// Limits of the worker as a whole.
    var cores: Int { min(machineType.cores, hostCores) }
    var memoryBytes: Int { (machineType.memoryGiB * 1024 + Self.systemMemoryMiB) << 20 }

    var containerd: String {
        """
        version = 2
        root = "\(layout.containerdRoot)"
        state = "/run/containerd"
        oom_score = 0
        disabled_plugins = [
          "io.containerd.snapshotter.v1.aufs",
          "io.containerd.snapshotter.v1.btrfs",
          "io.containerd.snapshotter.v1.devmapper",
          "io.containerd.snapshotter.v1.zfs",
        ]

        [grpc]
          address = "\(WorkerLayout.containerdSocket)"

        [plugins."io.containerd.internal.v1.opt"]
          path = "\(layout.containerdRoot)/opt"

        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "\(PauseImage.name)"
          # Without CAP_SYS_RESOURCE on the host no container starts otherwise.
          restrict_oom_score_adj = true

        [plugins."io.containerd.grpc.v1.cri".cni]
          bin_dir = "\(networkPrograms)"
          conf_dir = "\(layout.networkConfigurationFolder)"

        [plugins."io.containerd.grpc.v1.cri".registry]
          config_path = "\(layout.registriesFolder)"

        [plugins."io.containerd.grpc.v1.cri".containerd]
          snapshotter = "overlayfs"
          default_runtime_name = "runc"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
          runtime_type = "io.containerd.runc.v2"

        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
          SystemdCgroup = false

        """
    }

    /// What containerd is told about a registry; it reads that anew for each image.
    static func registry(host: String, authorityFile: String) -> String {
        """
        server = "https://\(host)"

        [host."https://\(host)"]
          capabilities = ["pull", "resolve"]
          ca = "\(authorityFile)"

        """
    }

    /// Pods are reached by routes, not over a bridge: so the answer of a pod to another one on the same worker passes
    /// the packet filter as well, which has to translate service addresses back, whether or not the host filters bridged packets.
    func network() throws -> Data {
        try encoded([
            "cniVersion": "0.3.1",
            "name": "slipway",
            "plugins": [
                [
                    "type": "ptp",
                    "ipMasq": false,
                    "ipam": [
                        "type": "host-local",
                        "ranges": [[["subnet": .string(layout.cluster.podSubnet(layout.number))]]],
                        "routes": [["dst": "0.0.0.0/0"]],
                    ],
                ],
                ["type": "portmap", "capabilities": ["portMappings": true], "snat": true],
            ],
        ])
    }

    func kubelet() throws -> Data {
        try encoded([
            "apiVersion": "kubelet.config.k8s.io/v1beta1",
            "kind": "KubeletConfiguration",
            "authentication": [
                "anonymous": ["enabled": false],
                "webhook": ["enabled": true],
                "x509": ["clientCAFile": .string(credentials.authorityFile)],
            ],
            "authorization": ["mode": "Webhook"],
            "cgroupDriver": "cgroupfs",
            "cgroupRoot": .string("/\(layout.cgroup)"),
            "clusterDNS": [.string(configuration.clusterDNSAddress)],
            "clusterDomain": .string(ClusterDNS.domain),
            "evictionHard": [
                "memory.available": .string("\(evictionMemoryMiB)Mi"),
                "nodefs.available": "1%",
                "nodefs.inodesFree": "1%",
                "imagefs.available": "1%",
            ],
            "failSwapOn": false,
            "healthzBindAddress": "127.0.0.1",
            "imageGCHighThresholdPercent": 99,
            "imageGCLowThresholdPercent": 98,
            // A status that came too early to be "ready" is made good for so soon.
            "nodeStatusUpdateFrequency": "5s",
            "nodeStatusReportFrequency": "5m",
            "oomScoreAdj": 0,
            "readOnlyPort": 0,
            "resolvConf": .string(layout.resolverConfiguration),
            "systemReserved": .object(systemReserved),
            "tlsCertFile": .string(credentials.kubeletCertificateFile),
            "tlsPrivateKeyFile": .string(credentials.kubeletKeyFile),
        ])
    }

    /// The kubelet counts the whole host; what is above the machine type is taken off, and pods get what it promises.
    private var systemReserved: [String: JSONValue] {
        let memory = hostMemoryMiB - machineType.memoryGiB * 1024 - evictionMemoryMiB
        let cores = hostCores - machineType.cores
        var reserved: [String: JSONValue] = [:]
        if memory > 0 { reserved["memory"] = .string("\(memory)Mi") }
        if cores > 0 { reserved["cpu"] = .string("\(cores)") }
        return reserved
    }

    /// The worker asks the cluster's DNS server, which runs on the host: so names outside are found even where the
    /// host's own resolver listens on its loopback address only.
    func resolver(host: String) -> String {
        let search = host.split(separator: "\n").filter { $0.hasPrefix("search ") || $0.hasPrefix("domain ") }
        return (["nameserver \(configuration.clusterDNSAddress)"] + search.map(String.init)).joined(separator: "\n")
            + "\n"
    }

    private func encoded(_ value: JSONValue) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(value) + Data("\n".utf8)
    }
}
