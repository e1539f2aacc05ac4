// SPDX-License-Identifier: Apache-2.0

import Provisioning

/// Finds what the host lacks before anything is made; changes nothing that stays.
struct Preflight: Sendable {
    /// Programs that workers need, and the packages that bring them.
    private static let programs = [
        ("ip", "iproute2"), ("iptables", "iptables"), ("iptables-save", "iptables"), ("iptables-restore", "iptables"),
        ("containerd", "containerd"), ("ctr", "containerd"), ("runc", "runc"), ("dnsmasq", "dnsmasq-base"),
        ("unshare", "util-linux"), ("mount", "mount"),
    ]
    private static let plugins = ["ptp", "host-local", "portmap", "loopback"]
    private static let capabilities: [(name: String, bit: UInt64)] = [("CAP_NET_ADMIN", 12), ("CAP_SYS_ADMIN", 21)]
    private static let legacyControllers = ["cpu", "cpuacct", "cpuset", "memory", "devices", "freezer"]
    private static let unifiedControllers = ["cpu", "cpuset", "memory", "pids"]

    /// Where containers' file systems are going to be.
    let dataDirectory: String
    var probe: HostProbe = .host

    /// What is missing for any cluster at all, beside a Kubernetes version.
    func masterObstacles() -> [Obstacle] {
        missing([("etcd", "etcd-server")])
    }

    /// What is missing for workers.
    func workerObstacles() async -> [Obstacle] {
        guard probe.isRoot() else {
            return [
                Obstacle(
                    problem: "workers need root, and slipwayd runs as another user",
                    mend: "run slipwayd as root, or create clusters without workers (--workers 0)"
                )
            ]
        }
        let found = missing(Self.programs) + missingPlugins() + missingCapabilities() + missingControllers()
        // The trials need programs and rights: without those they would only say the same again.
        guard found.isEmpty else { return found }
        return overlayObstacles() + (await networkObstacles())
    }

    private func missing(_ programs: [(program: String, package: String)]) -> [Obstacle] {
        programs.filter { probe.program($0.program) == nil }.map {
            Obstacle(problem: "the program \($0.program) is missing", mend: "install the package \($0.package)")
        }
    }

    private func missingPlugins() -> [Obstacle] {
        Self.plugins.filter { probe.plugin($0) == nil }.map {
            Obstacle(
                problem: "the network plug-in \($0) is missing from /usr/lib/cni and /opt/cni/bin",
                mend: "install the package containernetworking-plugins"
            )
        }
    }

    private func missingCapabilities() -> [Obstacle] {
        let present = probe.capabilities()
        return Self.capabilities.filter { present >> $0.bit & 1 == 0 }.map {
            Obstacle(
                problem: "root lacks the capability \($0.name) here",
                mend: "run slipwayd on the host itself, or in a privileged container"
            )
        }
    }

    private func missingControllers() -> [Obstacle] {
        let (present, isUnified) = probe.controllers()
        let needed = isUnified ? Self.unifiedControllers : Self.legacyControllers
        return needed.filter { !present.contains($0) }.map {
            Obstacle(
                problem: "control groups lack the controller \($0)",
                mend: "mount the control groups at /sys/fs/cgroup, or enable the controller in the kernel"
            )
        }
    }

    private func overlayObstacles() -> [Obstacle] {
        guard let reason = probe.overlayFailure(dataDirectory) else { return [] }
        return [
            Obstacle(
                problem: "overlayfs cannot be mounted in \(dataDirectory): \(reason)",
                mend: "keep the data folder on ext4 or xfs, not on an overlay itself, and load the module overlay"
            )
        ]
    }

    private func networkObstacles() async -> [Obstacle] {
        guard let reason = await probe.networkFailure() else { return [] }
        return [
            Obstacle(
                problem: "the kernel lacks something for the workers' networks: \(reason)",
                mend: "load the modules bridge, veth, nf_conntrack, xt_comment and xt_MASQUERADE"
            )
        ]
    }
}
