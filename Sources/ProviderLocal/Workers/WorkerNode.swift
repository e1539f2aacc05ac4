// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Kubernetes
import Model
import ProcessControl
import Provisioning
import Supervision

/// One worker: its files, its namespaces and control groups, its programs, its node.
///
/// Both halves look first and may be called again and again; on a whole worker they change nothing.
struct WorkerNode: Sendable {
    private static let containerdLimit = Duration.seconds(60)

    let order: WorkerOrder
    let region: String
    let zone: String
    let layout: WorkerLayout
    let configuration: LocalProviderConfiguration
    let distribution: KubernetesDistribution
    let credentials: WorkerCredentials
    let supervisor: Supervisor

    /// Does all that needs no API server; the cluster's network has to be there.
    ///
    /// The kubelet starts here too: it looks for other container runtimes for five seconds before it asks for the API
    /// server, and goes on asking until there is one.
    func prepare() async throws {
        let groups = try ControlGroups(name: layout.cgroup)
        let settings = try settings()
        try groups.ensure(.init(cores: settings.cores, memoryBytes: settings.memoryBytes))
        try writeFiles(settings)
        let shared = [layout.cluster.folder, distribution.binFolder]
        try await WorkerMounts(layout: layout, shared: shared).ensure()
        let units = try units(groups)
        try await supervisor.ensure(units.containerd)
        try await supervisor.ensure(units.kubelet)
        try await importPauseImage(units.containerd)
    }

    /// Makes the worker a Ready node; the API server has to answer.
    func join(_ client: KubernetesClient) async throws {
        let units = try units(try ControlGroups(name: layout.cgroup))
        try await supervisor.ensure(units.kubeProxy)
        let registration = NodeRegistration(
            worker: order,
            region: region,
            zone: zone,
            address: layout.address,
            podSubnet: layout.cluster.podSubnet(layout.number),
            client: client
        )
        try await registration.run()
    }

    // MARK: Steps

    private func settings() throws -> WorkerSettings {
        guard let plugin = Subprocess.find("ptp", path: "/usr/lib/cni:/opt/cni/bin") else {
            throw ProcessError.notFound(program: "ptp")
        }
        return WorkerSettings(
            layout: layout,
            configuration: configuration,
            machineType: order.machineType,
            credentials: credentials,
            hostCores: HostSize.cores,
            hostMemoryMiB: HostSize.memoryMiB,
            networkPrograms: String(plugin.prefix(upTo: plugin.lastIndex(of: "/") ?? plugin.endIndex))
        )
    }

    private func units(_ groups: ControlGroups) throws -> WorkerUnits {
        guard let containerd = Subprocess.find("containerd") else {
            throw ProcessError.notFound(program: "containerd")
        }
        return WorkerUnits(
            nodeName: order.id,
            layout: layout,
            configuration: configuration,
            distribution: distribution,
            credentials: credentials,
            cgroupProcsFiles: groups.systemProcsFiles,
            containerdProgram: containerd
        )
    }

    private func writeFiles(_ settings: WorkerSettings) throws {
        try Files.makeDirectory(layout.networkConfigurationFolder)
        let host = try Files.read("/etc/resolv.conf") ?? Data()
        let resolver = settings.resolver(host: String(decoding: host, as: UTF8.self))
        try Self.write(Data(resolver.utf8), to: layout.resolverConfiguration, mode: 0o644)
        try Self.write(Data(settings.containerd.utf8), to: layout.containerdConfiguration)
        try Self.write(settings.network(), to: "\(layout.networkConfigurationFolder)/10-slipway.conflist")
        try Self.write(settings.kubelet(), to: layout.kubeletConfiguration)
        try writeRegistry()
    }

    /// Makes containerd trust the registry; the authority is copied to where the worker sees it.
    private func writeRegistry() throws {
        try Files.makeDirectory(layout.registriesFolder)
        guard let registry = configuration.registry, let source = registry.authorityFile else { return }
        guard let authority = try Files.read(source) else {
            throw FileError(path: source, action: "read", code: ENOENT)
        }
        let (folder, copy) = ("\(layout.registriesFolder)/\(registry.host)", "\(layout.registriesFolder)/ca.pem")
        try Files.makeDirectory(folder)
        try Self.write(authority, to: copy, mode: 0o644)
        let text = WorkerSettings.registry(host: registry.host, authorityFile: copy)
        try Self.write(Data(text.utf8), to: "\(folder)/hosts.toml", mode: 0o644)
    }

    /// Leaves a file alone that is as it should be: one of them is a mount point.
    private static func write(_ content: Data, to path: String, mode: mode_t = 0o600) throws {
        guard try Files.read(path) != content else { return }
        try Files.write(content, to: path, mode: mode)
    }

    private func importPauseImage(_ containerd: UnitSpecification) async throws {
        let listing = try await Deadline.poll(every: .milliseconds(50), limit: Self.containerdLimit) {
            try await containerdImages()
        }
        guard let listing else { throw UnitNotReady(unit: containerd, limit: Self.containerdLimit) }
        guard !listing.contains(Substring(PauseImage.name)) else { return }
        let path = distribution.program(KubernetesDistribution.pauseProgram)
        guard let program = try Files.read(path) else { throw FileError(path: path, action: "read", code: ENOENT) }
        let archive = try PauseImage.archive(program: program, architecture: PauseImage.hostArchitecture)
        try Files.write(archive, to: layout.pauseImage)
        _ = try await control(["images", "import", layout.pauseImage], isChecked: true)
    }

    /// The names of the images, or nil while containerd does not answer.
    private func containerdImages() async throws -> [Substring]? {
        let result = try await control(["images", "list", "--quiet"], isChecked: false)
        return result.status.isSuccess ? result.output.split(separator: "\n") : nil
    }

    private func control(_ arguments: [String], isChecked: Bool) async throws -> SubprocessResult {
        let socket = ["--address", WorkerLayout.containerdSocket, "--connect-timeout", "2s", "--namespace", "k8s.io"]
        let result = try await Subprocess.run(
            "ctr",
            socket + arguments,
            mountNamespace: layout.mountNamespacePath,
            timeLimit: .seconds(60)
        )
        guard !isChecked || result.status.isSuccess else {
            let command = "ctr \(arguments.joined(separator: " "))"
            throw ProcessError.failed(command: command, status: result.status, message: result.errorOutput)
        }
        return result
    }
}
