// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl

/// The network of one cluster: a bridge on the host, and a network namespace for each worker that is joined to it.
///
/// Pods keep their own addresses on their way between workers. What leaves the cluster does so under the worker's
/// address, and leaves the host under the host's. Forwarding on the host is never switched on from here: where it is
/// off, pods reach each other, the API server and the DNS server, and nothing else.
struct ClusterNetwork: Sendable {
    /// Programs on the host that serve pods: the cluster's DNS server.
    static let dnsPort: UInt16 = 10_053

    let layout: ClusterLayout
    let configuration: LocalProviderConfiguration

    /// Makes what is missing of the bridge, the workers' namespaces and the rules.
    func ensure(workers: [Int]) async throws {
        let links = try await HostLinks.current()
        if let user = links.user(of: layout.nodeSubnet, otherThan: layout.bridgeName) {
            throw AddressConflict(subnet: layout.nodeSubnet, user: user)
        }
        try await ensureBridge(links)
        for number in workers { try await ensureWorker(number, among: workers, links) }
        try await rules.apply()
        // After the rules, which let nothing else of the loopback addresses be reached.
        guard rules.registryPorts.contains(where: { $0.loopback != nil }) else { return }
        let setting = "/proc/sys/net/ipv4/conf/\(layout.bridgeName)/route_localnet"
        _ = try await Subprocess.runChecked("sh", ["-c", "echo 1 > \"$0\"", setting])
    }

    /// Removes all of it, whichever workers there were; fine if there is nothing.
    func remove() async throws {
        // Without root there was never a network to remove, and not even the rules can be read.
        guard geteuid() == 0 else { return }
        for number in try await workerNumbers() { try await removeWorker(number) }
        try await FirewallRules.remove(bridge: layout.bridgeName)
        try await Self.deleteLink(layout.bridgeName)
    }

    /// Removes the namespace of a worker and its link to the bridge; fine if there is neither.
    func removeWorker(_ number: Int) async throws {
        try await Self.deleteLink(layout.vethName(number))
        let path = layout.networkNamespacePath(number)
        guard Files.exists(path) else { return }
        try MountTable.unmountAll(within: path)
        try Files.remove(path)
        // Only succeeds once the folder is empty.
        rmdir(configuration.networkNamespacesFolder)
    }

    /// Takes the way to a removed worker's pods from the other workers.
    func forgetWorker(_ number: Int, on others: [Int]) async throws {
        let mounts = try MountTable.current()
        for other in others where other != number {
            let namespace = layout.networkNamespacePath(other)
            guard mounts.contains(namespace, type: "nsfs") else { continue }
            // There may be none; one that stays leads to an address that nobody has.
            let command = ["route", "delete", layout.podSubnet(number), "via", layout.workerAddress(number)]
            _ = try await Subprocess.run("ip", command, networkNamespace: namespace)
        }
    }

    /// The workers of which a namespace or a link is there.
    func workerNumbers() async throws -> [Int] {
        let folder = configuration.networkNamespacesFolder
        let namespaces = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let links = try await HostLinks.names()
        let numbers =
            namespaces.compactMap { Self.number(in: $0, after: "\(layout.bridgeName)-w") }
            + links.compactMap { Self.number(in: $0, after: "\(layout.bridgeName)w") }
        return Set(numbers).sorted()
    }

    static func number(in name: String, after prefix: String) -> Int? {
        name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
    }

    private var rules: FirewallRules {
        FirewallRules(
            bridge: layout.bridgeName,
            gatewayAddress: layout.gatewayAddress,
            nodeSubnet: layout.nodeSubnet,
            nodeNetwork: configuration.nodeNetwork,
            podNetwork: configuration.podNetwork,
            serviceNetwork: configuration.serviceNetwork,
            tcpPorts: [layout.allocation.apiServerPort, Self.dnsPort],
            udpPorts: [Self.dnsPort],
            closedTCPPort: configuration.isForThisHostOnly ? layout.allocation.apiServerPort : nil,
            registryPorts: configuration.registry?.ports ?? []
        )
    }

    private func ensureBridge(_ links: HostLinks) async throws {
        let name = layout.bridgeName
        let isMissing = links.link(name) == nil
        let commands =
            (isMissing ? ["link add \(name) type bridge"] : [])
            + ["address replace \(layout.gatewayAddress)/24 dev \(name)", "link set \(name) up"]
        try await Self.batch(commands)
    }

    private func ensureWorker(_ number: Int, among workers: [Int], _ links: HostLinks) async throws {
        let (namespace, veth) = (layout.networkNamespacePath(number), layout.vethName(number))
        let isNew = try await ensureNamespace(number)
        var hasLink = links.link(veth) != nil
        if isNew, hasLink {
            // Its other end went with a namespace that is no more, or is about to.
            try await Self.deleteLink(veth)
            hasLink = false
        }
        let add = ["link add \(veth) type veth peer name eth0 netns \(namespace)"]
        try await Self.batch((hasLink ? [] : add) + ["link set \(veth) master \(layout.bridgeName) up"])
        let routes = workers.filter { $0 != number }
            .map { "route replace \(layout.podSubnet($0)) via \(layout.workerAddress($0))" }
        let commands = [
            "link set lo up",
            "address replace \(layout.workerAddress(number))/24 dev eth0",
            "link set eth0 up",
            "route replace default via \(layout.gatewayAddress)",
            // Where clouds tell machines about themselves: this host's is no business of pods, and the kubelet
            // would look there for seconds.
            "route replace unreachable 169.254.0.0/16",
        ]
        try await Self.batch(commands + routes, namespace: namespace)
        let network = configuration.podNetwork
        var lines = ["echo 1 > /proc/sys/net/ipv4/ip_forward"]
        var rules = ["POSTROUTING -s \(network) ! -d \(network) -j MASQUERADE"]
        let ports = configuration.registry?.ports ?? []
        if !ports.isEmpty {
            // Who asks for the registry at a loopback address means that of the host, not the worker's own.
            lines.append("echo 1 > /proc/sys/net/ipv4/conf/eth0/route_localnet")
            rules.append("POSTROUTING -s 127.0.0.0/8 -o eth0 -j MASQUERADE")
            rules += Set(ports.map(\.number)).sorted().map {
                "OUTPUT -d 127.0.0.0/8 -p tcp --dport \($0) -j DNAT --to-destination \(layout.gatewayAddress):\($0)"
            }
        }
        lines += rules.map { "iptables -w 10 -t nat -C \($0) 2> /dev/null || iptables -w 10 -t nat -A \($0)" }
        _ = try await Subprocess.runChecked(
            "sh",
            ["-ec", lines.joined(separator: "\n")],
            networkNamespace: namespace
        )
    }

    /// True if the namespace had to be made.
    private func ensureNamespace(_ number: Int) async throws -> Bool {
        let path = layout.networkNamespacePath(number)
        if try MountTable.current().contains(path, type: "nsfs") { return false }
        try Files.makeDirectory(configuration.networkNamespacesFolder)
        try Files.write(Data(), to: path, mode: 0o444)
        _ = try await Subprocess.runChecked("unshare", ["--net=\(path)", "true"])
        return true
    }

    private static func deleteLink(_ name: String) async throws {
        // Not by a look at /sys, which may show another network namespace than ours.
        guard try await HostLinks.names().contains(name) else { return }
        let result = try await Subprocess.run("ip", ["link", "delete", name])
        guard !result.status.isSuccess, try await HostLinks.names().contains(name) else { return }
        throw ProcessError.failed(command: "ip link delete \(name)", status: result.status, message: result.errorOutput)
    }

    private static func batch(_ commands: [String], namespace: String? = nil) async throws {
        let input = Data((commands.joined(separator: "\n") + "\n").utf8)
        _ = try await Subprocess.runChecked("ip", ["-batch", "-"], input: input, networkNamespace: namespace)
    }
}

/// A network that a cluster was to use is in use by someone else.
struct AddressConflict: Error, CustomStringConvertible {
    let subnet: String
    let user: String

    var description: String {
        "the addresses \(subnet) are used by the interface \"\(user)\"; remove the cluster and create it again"
    }
}
