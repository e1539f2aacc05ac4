// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Model
import ProcessControl
import Provisioning

@testable import ProviderLocal

/// A cluster with workers on this host's real programs, and kubectl to look at it from outside.
struct WorkerFixture: Sendable {
    static let image = "slipway.local/test:1"
    static let isRoot = geteuid() == 0
    /// Whether this host can run real workers, and has what the tests put on them.
    static var isPossible: Bool {
        guard isRoot, ControlPlaneFixture.isPossible, Subprocess.find("busybox") != nil else { return false }
        return ["ip", "iptables", "containerd", "runc", "dnsmasq"].allSatisfy { Subprocess.find($0) != nil }
    }

    let configuration: LocalProviderConfiguration
    let order: ClusterOrder
    let folder: String

    init(folder: String, tag: String, workers: Int, clusterID: String = RandomText.hex(byteCount: 16)) {
        self.folder = folder
        configuration = LocalProviderConfiguration(
            dataDirectory: folder,
            runtimeDirectory: "/run/slipway-test/\(tag)",
            cacheDirectory: ControlPlaneFixture.cache,
            installationTag: tag,
            publicHost: "127.0.0.1",
            issuerURL: nil,
            issuerAuthorityFile: nil
        )
        order = ClusterOrder(
            id: clusterID,
            name: "test",
            version: ControlPlaneFixture.version,
            region: "us-south",
            zone: "dal10",
            workers: (0..<workers).map {
                WorkerOrder(
                    id: "kube-dal10-\(clusterID.prefix(10))-w\($0 + 1)",
                    number: $0 + 1,
                    machineType: .free,
                    version: ControlPlaneFixture.version
                )
            }
        )
    }

    func layout() throws -> ClusterLayout {
        let allocation = try ClusterAllocator(configuration: configuration).ensure(for: order.id)
        return ClusterLayout(clusterID: order.id, allocation: allocation, configuration: configuration)
    }

    func worker(_ number: Int) throws -> WorkerLayout {
        WorkerLayout(cluster: try layout(), number: number)
    }

    func kubectl(_ arguments: String...) async throws -> String {
        let bin = "\(ControlPlaneFixture.cache)/kubernetes/v\(ControlPlaneFixture.version)/bin"
        let kubeconfig = "--kubeconfig=\(try layout().kubeconfigFolder)/admin.conf"
        return try await Subprocess.runChecked(
            "\(bin)/kubectl",
            [kubeconfig] + arguments,
            environment: ["HOME": folder, "PATH": "/usr/bin:/bin"]
        )
    }

    func apply(_ manifest: String) async throws {
        let path = "\(folder)/\(RandomText.hex(byteCount: 4)).yaml"
        try Files.write(Data(manifest.utf8), to: path)
        _ = try await kubectl("apply", "-f", path)
    }

    /// Puts the image of the tests on all workers.
    func importImage() async throws {
        let root = "/" + "\(#filePath)".split(separator: "/").dropLast(3).joined(separator: "/")
        let archive = "\(folder)/test.tar"
        let programs = ["busybox", "getent"].compactMap { Subprocess.find($0) }.joined(separator: " ")
        let command = "'\(root)/scripts/pack-image.sh' \(Self.image) \(programs) > '\(archive)'"
        _ = try await Subprocess.runChecked("sh", ["-ec", command])
        // By its content: a worker does not see all files of the host.
        let content = try Files.read(archive) ?? Data()
        for worker in order.workers {
            let layout = try self.worker(worker.number)
            _ = try await Subprocess.runChecked(
                "ctr",
                ["--address", WorkerLayout.containerdSocket, "--namespace", "k8s.io", "images", "import", "-"],
                input: content,
                mountNamespace: layout.mountNamespacePath
            )
        }
    }

    /// A deployment with a pod on each worker, behind a service of the same name on port 80.
    func deploy(_ name: String) async throws {
        let command = "echo serving; hostname > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"
        try await apply(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: \(name)}
            spec:
              replicas: \(order.workers.count)
              selector: {matchLabels: {app: \(name)}}
              template:
                metadata: {labels: {app: \(name)}}
                spec:
                  topologySpreadConstraints:
                  - maxSkew: 1
                    topologyKey: kubernetes.io/hostname
                    whenUnsatisfiable: DoNotSchedule
                    labelSelector: {matchLabels: {app: \(name)}}
                  containers:
                  - {name: c, image: "\(Self.image)", command: [/bin/sh, -c, "\(command)"]}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: \(name)}
            spec: {selector: {app: \(name)}, ports: [{port: 80, targetPort: 8080}]}
            """
        )
        _ = try await kubectl("rollout", "status", "deployment/\(name)", "--timeout=60s")
    }
}

/// What of the host a cluster may not leave changed.
struct HostState: Equatable {
    let links: Set<String>
    let mounts: Set<String>
    let rules: [String]
    let groups: Set<String>
    let namespaces: [String]

    static func current(tag: String) async throws -> HostState {
        let mounts = try MountTable.current().entries
        let rules = try await Subprocess.runChecked("iptables-save", []).split(separator: "\n").map(String.init)
        let namespaces = mounts.filter { $0.type == "nsfs" }.compactMap { $0.path.split(separator: "/").last }
        return HostState(
            links: Set(try await HostLinks.current().links.map(\.name).filter { $0.hasPrefix("slw\(tag)") }),
            mounts: Set(mounts.map(\.path).filter { $0.contains(tag) }),
            rules: rules.filter { $0.contains("slw\(tag)") },
            groups: try ControlGroups.names(withPrefix: "slw\(tag)"),
            namespaces: namespaces.map(String.init).filter { $0.hasPrefix("slw\(tag)") }.sorted()
        )
    }
}
