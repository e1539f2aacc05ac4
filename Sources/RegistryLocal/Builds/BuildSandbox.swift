// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl
import Provisioning

/// One build's disk, control groups, namespaces and network.
///
/// What runs in it is root there and nobody here. It sees programs of this host and its own disk, and no other file;
/// it reaches the outside through a program of the same user, whom the packet filter keeps from this host.
struct BuildSandbox: Sendable {
    /// Enough for the host's own programs; builds end when they would leave less.
    private static let reserveBytes = 1 << 30

    let place: BuildPlace
    let configuration: BuildConfiguration

    /// Makes all that stages need; `remove` takes it away, also after a failure.
    func prepare() async throws {
        try await remove()
        try Files.makeDirectory(configuration.folder)
        try Files.makeDirectory(place.folder)
        var system = statvfs()
        guard statvfs(place.folder, &system) == 0, Int(system.f_bavail) * Int(system.f_frsize) > Self.reserveBytes
        else {
            throw ImageBuildError.failed(reason: "there is no space for builds on the disk of \(place.folder)")
        }
        try Files.write(Data(PackageResources.build_sandbox_sh), to: place.script)
        try ControlGroups(name: place.cgroup).ensure(
            ControlGroups.Limits(
                cores: configuration.cores,
                memoryBytes: configuration.memoryBytes,
                processes: configuration.processes,
                mayUseSwap: false
            )
        )
        try await script("disk", [place.folder, "\(place.user)", "\(configuration.diskBytes)"])
        if Self.hasNetwork { try await script("open", [place.chain, place.users] + configuration.closedNetworks) }
    }

    /// Whether builds on this host reach anything.
    static var hasNetwork: Bool {
        BuildPreflight.networkPrograms.allSatisfy { Subprocess.find($0.0) != nil }
    }

    /// Runs one stage to its end and gives what it prints to `log`; nothing of it runs any more when this returns.
    func run(
        _ stage: String,
        _ words: [String] = [],
        input: Int32,
        log: (Data) async throws -> Void
    ) async throws -> ExitStatus {
        let groups = try ControlGroups(name: place.cgroup)
        let network = stage == "build" && Self.hasNetwork ? "on" : "off"
        let specification = ProcessSpecification(
            executable: "/usr/bin/unshare",
            arguments: ["--mount", "sh", place.script, "outside", place.folder, "\(place.user)", network, stage]
                + words,
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"],
            cgroupProcsFiles: groups.systemProcsFiles
        )
        let (process, output) = try RunningProcess.spawn(specification, input: input, withErrors: true)
        // The output ends when the last process has.
        let ending = Task {
            let status = await process.wait()
            try await groups.killAll()
            return status
        }
        var failure: (any Error)?
        await withTaskCancellationHandler {
            while let piece = await output.next() {
                guard failure == nil else { continue }
                do {
                    try await log(piece)
                } catch {
                    failure = error
                    process.signal(SIGKILL)
                }
            }
        } onCancel: {
            process.signal(SIGKILL)
        }
        let status = try await ending.value
        if let failure { throw failure }
        try Task.checkCancellation()
        return status ?? .signalled(SIGKILL)
    }

    /// Whether something was killed because it took more memory than it may.
    func ranOutOfMemory() throws -> Bool {
        try ControlGroups(name: place.cgroup).ranOutOfMemory
    }

    /// Ends and removes all of it, from whatever state; fine if there is nothing.
    func remove() async throws {
        let groups = try ControlGroups(name: place.cgroup)
        try await groups.killAll()
        try await groups.remove()
        if Subprocess.find("iptables") != nil {
            let script = String(decoding: PackageResources.build_sandbox_sh, as: UTF8.self)
            _ = try await Subprocess.runChecked("sh", ["-c", script, "sh", "close", place.chain])
        }
        try MountTable.unmountAll(within: place.folder)
        try Files.remove(place.folder)
        // Only succeeds once the folder is empty.
        rmdir(configuration.folder)
    }

    private func script(_ action: String, _ words: [String]) async throws {
        _ = try await Subprocess.runChecked("sh", [place.script, action] + words, timeLimit: .seconds(120))
    }
}
