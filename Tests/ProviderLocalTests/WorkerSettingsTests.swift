// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Kubernetes
import Model
import Provisioning
import Testing

@testable import ProviderLocal

/// What stands in a worker's configuration files.
struct WorkerSettingsTests {
    private static func settings(hostCores: Int, hostMemoryMiB: Int) -> WorkerSettings {
        let fixture = WorkerFixture(folder: "/data", tag: "abcd", workers: 1, clusterID: "0123456789abcdef")
        let allocation = ClusterAllocation(
            networkIndex: 7,
            apiServerPort: 20_001,
            etcdClientPort: 20_002,
            etcdPeerPort: 20_003
        )
        let layout = ClusterLayout(
            clusterID: fixture.order.id,
            allocation: allocation,
            configuration: fixture.configuration
        )
        return WorkerSettings(
            layout: WorkerLayout(cluster: layout, number: 3),
            configuration: fixture.configuration,
            machineType: .free,
            credentials: WorkerCredentials(
                authorityFile: "/pki/ca.pem",
                kubeletKubeconfig: "/pki/kubelet.conf",
                kubeletCertificateFile: "/pki/kubelet.pem",
                kubeletKeyFile: "/pki/kubelet-key.pem",
                kubeProxyKubeconfig: "/pki/kube-proxy.conf"
            ),
            hostCores: hostCores,
            hostMemoryMiB: hostMemoryMiB,
            networkPrograms: "/usr/lib/cni"
        )
    }

    private static func decoded(_ data: Data) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: data)
    }

    @Test func aBigHostKeepsWhatTheMachineTypeDoesNotPromise() throws {
        let kubelet = try Self.decoded(Self.settings(hostCores: 8, hostMemoryMiB: 24 * 1024).kubelet())
        #expect(kubelet["systemReserved"] == ["cpu": "6", "memory": "20224Mi"])
        #expect(kubelet["evictionHard"]?["memory.available"] == "256Mi")
        #expect(kubelet["cgroupRoot"] == "/slwabcd-7-w3")
        #expect(kubelet["clusterDNS"] == ["172.21.0.10"])
        #expect(kubelet["authentication"]?["anonymous"] == ["enabled": false])
        #expect(kubelet["readOnlyPort"] == 0)
    }

    @Test func aSmallHostKeepsNothing() throws {
        let settings = Self.settings(hostCores: 1, hostMemoryMiB: 2 * 1024)
        #expect(try Self.decoded(settings.kubelet())["systemReserved"] == [:])
        #expect(settings.cores == 1)
    }

    @Test func podsHaveTheWorkersPartOfThePodNetwork() throws {
        let plugins = try Self.decoded(Self.settings(hostCores: 2, hostMemoryMiB: 4096).network())["plugins"]
        #expect(plugins?.elements?.first?["ipam"]?["ranges"] == [[["subnet": "172.30.3.0/24"]]])
        #expect(plugins?.elements?.first?["ipMasq"] == false)
    }

    @Test func containerdIsToldWhatThisHostNeeds() {
        let text = Self.settings(hostCores: 2, hostMemoryMiB: 4096).containerd
        for line in [
            "root = \"/data/clusters/0123456789abcdef/workers/3/containerd\"", "restrict_oom_score_adj = true",
            "snapshotter = \"overlayfs\"", "SystemdCgroup = false", "sandbox_image = \"slipway.local/pause:1\"",
        ] {
            #expect(text.contains(line))
        }
    }

    @Test func theResolverIsTheClustersWithTheHostsSearchList() {
        let settings = Self.settings(hostCores: 2, hostMemoryMiB: 4096)
        let host = "nameserver 127.0.0.53\nsearch corp.example\noptions edns0\n"
        #expect(settings.resolver(host: host) == "nameserver 172.21.0.10\nsearch corp.example\n")
    }

    @Test func theNodeGetsWhatItLacks() throws {
        let worker = WorkerOrder(id: "w", number: 3, machineType: .free, version: ControlPlaneFixture.version)
        let registration = NodeRegistration(
            worker: worker,
            region: "us-south",
            zone: "dal10",
            address: "10.213.7.4",
            podSubnet: "172.30.3.0/24",
            client: .init(serverURL: "https://127.0.0.1:1", authorityPEM: "", certificatePEM: "", keyPEM: "")
        )
        let changes = registration.changes(to: ["metadata": ["labels": ["a": "b"]]])
        #expect(changes["spec"]?["podCIDR"] == "172.30.3.0/24")
        let labels = try #require(changes["metadata"]?["labels"])
        #expect(labels["topology.kubernetes.io/zone"] == "dal10")
        let whole: JSONValue = ["metadata": ["labels": labels], "spec": ["podCIDR": "172.30.3.0/24"]]
        #expect(registration.changes(to: whole) == [:])
    }

    @Test func shortagesAreWhatTheNodePressesFor() {
        let conditions: [JSONValue] = [
            ["type": "Ready", "status": "True", "message": "fine"],
            ["type": "MemoryPressure", "status": "True", "message": "little memory"],
            ["type": "DiskPressure", "status": "False", "message": "enough disk"],
            ["type": "PIDPressure", "status": "True"],
        ]
        #expect(ClusterObserver.shortage(conditions) == "little memory; PIDPressure")
        #expect(ClusterObserver.shortage([]).isEmpty)
    }
}
