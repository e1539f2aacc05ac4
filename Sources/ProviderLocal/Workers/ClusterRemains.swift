// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import ProcessControl
import Supervision

/// All that workers and the network of one cluster put on the host, found by its names and not by any record.
struct ClusterRemains: Sendable {
    let layout: ClusterLayout
    let configuration: LocalProviderConfiguration

    private var network: ClusterNetwork { ClusterNetwork(layout: layout, configuration: configuration) }

    /// Removes all of it, from whatever state; supervision has to have ended.
    ///
    /// With `keepsFiles` the workers' own disks stay, as those of machines that are switched off.
    func remove(keepsFiles: Bool = false) async throws {
        for number in try await workerNumbers() { try await removeWorker(number, keepsFiles: keepsFiles) }
        try await network.remove()
    }

    /// Removes what carries this installation's tag and belongs to no cluster that has a folder.
    static func removeOrphans(_ configuration: LocalProviderConfiguration) async throws {
        let allocator = ClusterAllocator(configuration: configuration)
        let known = Set(try allocator.clusterIDs().compactMap { try allocator.existing(for: $0)?.networkIndex })
        let prefix = "slw\(configuration.installationTag)-"
        let links = Subprocess.find("ip") == nil ? [] : try await HostLinks.names()
        let namespaces = entries(configuration.networkNamespacesFolder)
        let names = try ControlGroups.names(withPrefix: prefix).union(links).union(namespaces)
        let indexes = names.filter { $0.hasPrefix(prefix) }.compactMap { name in
            Int(name.dropFirst(prefix.count).prefix { $0.isASCII && $0.isNumber })
        }
        for index in Set(indexes).subtracting(known).sorted() where (0...255).contains(index) {
            let allocation = ClusterAllocation(
                networkIndex: index,
                apiServerPort: 0,
                etcdClientPort: 0,
                etcdPeerPort: 0
            )
            let layout = ClusterLayout(clusterID: "orphan", allocation: allocation, configuration: configuration)
            try await ClusterRemains(layout: layout, configuration: configuration).remove()
        }
    }

    /// Kills all that runs on the workers, so that it cannot get in the way of what follows.
    func killWorkers() async throws {
        for name in try ControlGroups.names(withPrefix: "\(layout.bridgeName)-w") {
            try await ControlGroups(name: name).killAll()
        }
    }

    /// Removes one worker with its processes, mounts, groups, namespaces and files.
    func removeWorker(_ number: Int, keepsFiles: Bool = false) async throws {
        let worker = WorkerLayout(cluster: layout, number: number)
        let groups = try ControlGroups(name: worker.cgroup)
        try await groups.killAll()
        try await Supervisor.endStrays(withMarkerPrefix: worker.unitPrefix, grace: .zero)
        try WorkerMounts(layout: worker, shared: []).remove()
        try await groups.remove()
        try await network.removeWorker(number)
        if !keepsFiles { try Files.remove(worker.folder) }
    }

    private func workerNumbers() async throws -> [Int] {
        let prefix = "\(layout.bridgeName)-w"
        let groups = try ControlGroups.names(withPrefix: prefix)
            .compactMap { ClusterNetwork.number(in: $0, after: prefix) }
        let folders = Self.entries("\(layout.folder)/workers").compactMap { Int($0) }
        let runtime = Self.entries(layout.runtimeFolder).compactMap { ClusterNetwork.number(in: $0, after: "w") }
        let links =
            Subprocess.find("ip") == nil ? [] : try await network.workerNumbers()
        return Set(groups + folders + runtime + links).sorted()
    }

    private static func entries(_ folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}
