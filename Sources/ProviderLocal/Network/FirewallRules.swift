// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import ProcessControl

/// The host's packet filter as far as it concerns one cluster.
///
/// Everything is in chains that carry the bridge's name, so that it can be found and removed to the last rule. The
/// chains come first in the standard ones: a host whose policy is to drop lets the cluster's own traffic pass.
struct FirewallRules: Sendable {
    let bridge: String
    let gatewayAddress: String
    let nodeSubnet: String
    let nodeNetwork: String
    let podNetwork: String
    let serviceNetwork: String
    /// Ports at which the host answers the workers.
    let tcpPorts: [UInt16]
    let udpPorts: [UInt16]
    /// A port that is open on all addresses though only this host and the workers are to reach it.
    let closedTCPPort: UInt16?
    /// Ports of the registry, which workers reach under addresses of this host of any kind.
    var registryPorts: [RegistryRoute.Port] = []

    private var forward: String { bridge }
    private var input: String { "\(bridge)-in" }
    private var closed: String { "\(bridge)-closed" }
    private var arrivals: String { "\(bridge)-arr" }

    /// How the chains are reached: table, standard chain, condition, chain.
    private var jumps: [(table: String, chain: String, rule: String)] {
        let comment = "-m comment --comment slipway:\(bridge)"
        let closing = closedTCPPort.map { ("filter", "INPUT", "-p tcp -m tcp --dport \($0) \(comment) -j \(closed)") }
        return [
            ("filter", "FORWARD", "-i \(bridge) \(comment) -j \(forward)"),
            ("filter", "FORWARD", "-o \(bridge) \(comment) -j \(forward)"),
            ("filter", "INPUT", "-i \(bridge) \(comment) -j \(input)"),
            ("nat", "POSTROUTING", "-s \(nodeSubnet) \(comment) -j \(bridge)"),
            ("nat", "PREROUTING", "-i \(bridge) \(comment) -j \(arrivals)"),
        ] + [closing].compactMap(\.self)
    }

    /// Input of `iptables-restore --noflush` that makes the rules whole; `saved` is what `iptables-save` says.
    ///
    /// The chains are filled anew in one step, the jumps to them are added where they are missing.
    func restoreText(saved: String) -> String {
        let present = Set(saved.split(separator: "\n").map { $0.filter { $0 != "\"" } })
        let missing = jumps.filter { !present.contains("-A \($0.chain) \($0.rule)") }
        let inserts = { (table: String) in
            missing.filter { $0.table == table }.reversed().map { "-I \($0.chain) 1 \($0.rule)" }
        }
        let chains = [forward, input, closed].map { ":\($0) - [0:0]" }
        let filter = ["*filter"] + chains + forwardRules + inputRules + closedRules
        let nat =
            ["*nat", ":\(bridge) - [0:0]", ":\(arrivals) - [0:0]", "-A \(bridge) ! -o \(bridge) -j MASQUERADE"]
            + arrivalRules
        let lines = filter + inserts("filter") + ["COMMIT"] + nat + inserts("nat") + ["COMMIT"]
        return lines.joined(separator: "\n") + "\n"
    }

    private var forwardRules: [String] {
        [
            // Workers among each other; seen here where bridged packets go through the filter too.
            "-i \(bridge) -o \(bridge) -j ACCEPT",
            // All clusters of all installations have such bridges, and none may reach another.
            "-i \(bridge) -o slw+ -j DROP",
            "-i slw+ -o \(bridge) -j DROP",
            // Addresses that mean something inside a cluster only never leave it.
            "-i \(bridge) -d \(nodeNetwork) -j DROP",
            "-i \(bridge) -d \(podNetwork) -j DROP",
            "-i \(bridge) -d \(serviceNetwork) -j DROP",
            "-i \(bridge) -j ACCEPT",
            "-o \(bridge) -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        ].map { "-A \(forward) \($0)" }
    }

    private var inputRules: [String] {
        let tcp = tcpPorts.map { "-d \(gatewayAddress) -p tcp --dport \($0) -j ACCEPT" }
        let udp = udpPorts.map { "-d \(gatewayAddress) -p udp --dport \($0) -j ACCEPT" }
        let registry = registryPorts.map {
            // One of this host's loopback address can only have been come to by a rule of ours.
            $0.loopback.map { "-d 127.0.0.1 -p tcp --dport \($0) -m conntrack --ctstate DNAT -j ACCEPT" }
                ?? "-p tcp --dport \($0.number) -j ACCEPT"
        }
        // The gateway addresses of other clusters are this host too; its loopback addresses are nobody's business.
        let others = ["-d \(gatewayAddress) -j RETURN", "-d \(nodeNetwork) -j DROP", "-d 127.0.0.0/8 -j DROP"]
        return (tcp + udp + registry + others).map { "-A \(input) \($0)" }
    }

    /// What programs that listen on the loopback address alone are to hear all the same.
    private var arrivalRules: [String] {
        registryPorts.compactMap { port in
            port.loopback.map {
                "-A \(arrivals) -d \(gatewayAddress) -p tcp --dport \(port.number) -j DNAT --to-destination 127.0.0.1:\($0)"
            }
        }
    }

    private var closedRules: [String] {
        ["-i lo -j RETURN", "-i \(bridge) -j RETURN", "-j DROP"].map { "-A \(closed) \($0)" }
    }

    /// Input of `iptables-restore --noflush` that removes all of a cluster's rules; nil if there are none.
    static func removalText(bridge: String, saved: String) -> String? {
        let chains: Set<String> = [bridge, "\(bridge)-in", "\(bridge)-closed", "\(bridge)-arr"]
        var text = ""
        var table = ""
        var removals: [String] = []
        var own: [String] = []
        for line in saved.split(separator: "\n").map(String.init) {
            let words = line.split(separator: " ").map(String.init)
            if line.hasPrefix("*") {
                (table, removals, own) = (line, [], [])
            } else if line.hasPrefix(":"), let name = words.first.map({ String($0.dropFirst()) }) {
                if chains.contains(name) { own.append(name) }
            } else if line.hasPrefix("-A"), words.count > 2, !chains.contains(words[1]) {
                let target = words.firstIndex(of: "-j").map { words[$0 + 1] }
                if let target, chains.contains(target) { removals.append("-D" + line.dropFirst(2)) }
            } else if line == "COMMIT", !removals.isEmpty || !own.isEmpty {
                let lines = [table] + removals + own.map { "-F \($0)" } + own.map { "-X \($0)" } + ["COMMIT"]
                text += lines.joined(separator: "\n") + "\n"
            }
        }
        return text.isEmpty ? nil : text
    }

    /// Makes the host's rules whole.
    func apply() async throws {
        let saved = try await Subprocess.runChecked("iptables-save", [])
        let text = restoreText(saved: saved)
        _ = try await Subprocess.runChecked("iptables-restore", ["--noflush", "-w", "10"], input: Data(text.utf8))
    }

    /// Removes the rules of the cluster with this bridge; fine if there are none.
    static func remove(bridge: String) async throws {
        guard Subprocess.find("iptables-save") != nil else { return }
        let saved = try await Subprocess.runChecked("iptables-save", [])
        guard let text = removalText(bridge: bridge, saved: saved) else { return }
        _ = try await Subprocess.runChecked("iptables-restore", ["--noflush", "-w", "10"], input: Data(text.utf8))
    }
}
