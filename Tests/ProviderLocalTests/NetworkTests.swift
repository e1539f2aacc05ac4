// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import ProcessControl
import TestSupport
import Testing

@testable import ProviderLocal

/// The host's part of a cluster's network.
@Suite(.serialized)
struct NetworkTests {
    private static let rules = FirewallRules(
        bridge: "slwabcd-7",
        gatewayAddress: "10.213.7.1",
        nodeSubnet: "10.213.7.0/24",
        nodeNetwork: "10.213.0.0/16",
        podNetwork: "172.30.0.0/16",
        serviceNetwork: "172.21.0.0/16",
        tcpPorts: [20_001],
        udpPorts: [10_053],
        closedTCPPort: 20_001
    )

    @Test(.enabled(if: WorkerFixture.isPossible, "needs root and the programs of workers"))
    func comesTwiceAndGoesWithoutTrace() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(folder: folder, tag: RandomText.hex(byteCount: 2), workers: 2)
            let tag = fixture.configuration.installationTag
            let before = try await HostState.current(tag: tag)
            let network = ClusterNetwork(layout: try fixture.layout(), configuration: fixture.configuration)
            try await network.ensure(workers: [1])
            let one = try await HostState.current(tag: tag)
            #expect(one.links.count == 2 && one.namespaces.count == 1 && !one.rules.isEmpty)
            try await network.ensure(workers: [1, 2])
            let two = try await HostState.current(tag: tag)
            #expect(two.links.count == 3 && two.namespaces.count == 2)
            #expect(two.rules == one.rules, "rules are not added twice")
            let path = network.layout.networkNamespacePath(1)
            let ping = try await Subprocess.run(
                "sh",
                ["-c", "nc -z -w 1 \(network.layout.workerAddress(2)) 9 2>&1; ip route get 172.30.2.9"],
                networkNamespace: path
            )
            #expect(ping.output.contains("via \(network.layout.workerAddress(2))"))
            try await network.remove()
            #expect(try await HostState.current(tag: tag) == before)
            try await network.remove()
        }
    }

    /// The registry of an installation for one host alone.
    @Test(.enabled(if: WorkerFixture.isPossible, "needs root and the programs of workers"))
    func workersReachTheRegistryAtTheHostsLoopbackAddressAndNothingElseThere() async throws {
        try await withTemporaryDirectory { folder in
            let fixture = WorkerFixture(folder: folder, tag: RandomText.hex(byteCount: 2), workers: 1)
            let (registry, other) = (try Squatter(), try Squatter())
            var configuration = fixture.configuration
            let port = RegistryRoute.Port(number: registry.port, loopback: registry.port)
            configuration.registry = RegistryRoute(host: "127.0.0.1:\(port.number)", authorityFile: nil, ports: [port])
            let network = ClusterNetwork(layout: try fixture.layout(), configuration: configuration)
            let before = try await HostState.current(tag: configuration.installationTag)
            try await network.ensure(workers: [1])
            try await network.ensure(workers: [1])
            let gateway = network.layout.gatewayAddress
            let tries = [
                ("127.0.0.1", registry.port, true), ("127.9.9.9", registry.port, true), (gateway, registry.port, true),
                ("127.0.0.1", other.port, false), (gateway, other.port, false),
            ]
            for (address, port, isReached) in tries {
                let result = try await Subprocess.run(
                    "busybox",
                    ["nc", "-w", "2", address, "\(port)", "-e", "true"],
                    networkNamespace: network.layout.networkNamespacePath(1)
                )
                #expect(result.status.isSuccess == isReached, "\(address):\(port) \(result.errorOutput)")
            }
            // Who sends packets for loopback addresses over the wire gets no further.
            let script = """
                ip route flush table local 127.0.0.0/8
                ip route add 127.0.0.0/8 via \(gateway) dev eth0
                busybox nc -w 2 127.0.0.1 \(other.port) -e true
                """
            let wire = try await Subprocess.run(
                "sh",
                ["-c", script],
                networkNamespace: network.layout.networkNamespacePath(1)
            )
            #expect(!wire.status.isSuccess)
            try await network.remove()
            #expect(try await HostState.current(tag: configuration.installationTag) == before)
        }
    }

    @Test func jumpsAreInsertedOnceAndChainsAreFilledAnew() {
        let fresh = Self.rules.restoreText(saved: "")
        #expect(fresh.contains(":slwabcd-7 - [0:0]\n"))
        #expect(fresh.contains("-A slwabcd-7 -i slwabcd-7 -o slw+ -j DROP\n"))
        let jump = "FORWARD 1 -i slwabcd-7 -m comment --comment slipway:slwabcd-7 -j slwabcd-7\n"
        #expect(fresh.contains("-I \(jump)"))
        #expect(
            fresh.contains(
                "-I INPUT 1 -p tcp -m tcp --dport 20001 -m comment --comment slipway:slwabcd-7 -j slwabcd-7-closed\n"
            )
        )
        let saved = "*filter\n-A FORWARD -i slwabcd-7 -m comment --comment \"slipway:slwabcd-7\" -j slwabcd-7\nCOMMIT\n"
        #expect(!Self.rules.restoreText(saved: saved).contains(jump))
    }

    @Test func onlyTheClustersOwnRulesAreRemoved() {
        let saved = """
            # Generated
            *filter
            :INPUT ACCEPT [0:0]
            :FORWARD DROP [0:0]
            :DOCKER - [0:0]
            :slwabcd-7 - [0:0]
            :slwabcd-7-in - [0:0]
            :slwabcd-71 - [0:0]
            -A INPUT -i slwabcd-7 -m comment --comment "slipway:slwabcd-7" -j slwabcd-7-in
            -A FORWARD -i slwabcd-71 -m comment --comment "slipway:slwabcd-71" -j slwabcd-71
            -A FORWARD -i slwabcd-7 -m comment --comment "slipway:slwabcd-7" -j slwabcd-7
            -A FORWARD -j DOCKER
            -A slwabcd-7 -i slwabcd-7 -j ACCEPT
            COMMIT
            *nat
            :POSTROUTING ACCEPT [0:0]
            -A POSTROUTING -o eth0 -j MASQUERADE
            COMMIT
            """
        let expected = """
            *filter
            -D INPUT -i slwabcd-7 -m comment --comment "slipway:slwabcd-7" -j slwabcd-7-in
            -D FORWARD -i slwabcd-7 -m comment --comment "slipway:slwabcd-7" -j slwabcd-7
            -F slwabcd-7
            -F slwabcd-7-in
            -X slwabcd-7
            -X slwabcd-7-in
            COMMIT

            """
        #expect(FirewallRules.removalText(bridge: "slwabcd-7", saved: saved) == expected)
        #expect(FirewallRules.removalText(bridge: "slwabcd-8", saved: saved) == nil)
    }

    @Test(arguments: [
        ("10.213.7.0/24", "eth7"), ("10.213.7.128/25", "eth7"), ("10.213.0.0/16", "eth7"), ("10.213.7.9", "eth7"),
        ("10.0.0.0/8", nil), ("10.214.0.0/16", nil), ("10.213.8.0/24", nil),
    ])
    func conflictsAreFound(route: String, user: String?) throws {
        let links = try HostLinks(
            links: #"[{"ifname": "eth7"}]"#,
            addresses: "[]",
            routes: #"[{"dst": "default", "dev": "eth0"}, {"dst": "\#(route)", "dev": "eth7"}]"#
        )
        #expect(links.user(of: "10.213.7.0/24", otherThan: "slwabcd-7") == user)
        #expect(links.user(of: "10.213.7.0/24", otherThan: "eth7") == nil)
    }

    @Test func anAddressOfAnotherInterfaceIsAConflict() throws {
        let links = try HostLinks(
            links: #"[{"ifname": "br0"}]"#,
            addresses: #"[{"ifname": "br0", "addr_info": [{"local": "10.213.7.5", "prefixlen": 24}]}]"#,
            routes: ""
        )
        #expect(links.user(of: "10.213.7.0/24", otherThan: "slwabcd-7") == "br0")
    }

    @Test func mountsAreReadWithTheirBlanks() {
        let table = MountTable(
            parsing: """
                36 35 98:0 / /mnt/a\\040b rw,noatime master:1 - ext3 /dev/root rw,errors=continue
                37 36 0:4 net:[4026532000] /run/netns/x rw shared:7 - nsfs nsfs rw
                38 36 0:5 / /mnt/a\\040b/c rw - cgroup cgroup rw,cpu,cpuacct
                """
        )
        #expect(table.contains("/mnt/a b", type: "ext3"))
        #expect(table.contains("/run/netns/x", type: "nsfs"))
        #expect(table.paths(within: "/mnt/a b") == ["/mnt/a b/c", "/mnt/a b"])
        #expect(HostProbe.controllers(table).names.contains("cpuacct") && !HostProbe.controllers(table).isUnified)
    }
}
