// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// The control groups of one owner: all that runs for it is in them, and so nothing of it can be lost.
///
/// Programs that are started for it are in its group `system`; they may make others beside that, as the kubelet does
/// for pods. On a host with version 1 there is such a tree in each hierarchy.
package struct ControlGroups: Sendable {
    /// The hierarchies as they are mounted.
    package struct Hierarchies: Sendable, Equatable {
        /// Mount points of version 1.
        package let legacy: [String]
        /// Mount point of version 2; beside hierarchies of version 1 it has no controllers that we set.
        package let unified: String?

        package init(_ mounts: MountTable) {
            let groups = mounts.entries.filter { $0.path.hasPrefix("/sys/fs/cgroup") }
            legacy = Set(groups.filter { $0.type == "cgroup" }.map(\.path)).sorted()
            unified = groups.first { $0.type == "cgroup2" }?.path
        }

        var all: [String] { legacy + (unified.map { [$0] } ?? []) }
    }

    /// What all processes in the groups may use together.
    package struct Limits: Sendable, Equatable {
        package var cores: Int
        package var memoryBytes: Int
        /// Nil for any number.
        package var processes: Int?
        package var mayUseSwap: Bool

        package init(cores: Int, memoryBytes: Int, processes: Int? = nil, mayUseSwap: Bool = true) {
            self.cores = cores
            self.memoryBytes = memoryBytes
            self.processes = processes
            self.mayUseSwap = mayUseSwap
        }
    }

    /// The same in each hierarchy.
    package let name: String
    let hierarchies: Hierarchies

    package init(name: String) throws {
        self.init(name: name, hierarchies: Hierarchies(try MountTable.current()))
    }

    package init(name: String, hierarchies: Hierarchies) {
        self.name = name
        self.hierarchies = hierarchies
    }

    /// The files through which programs join the group `system`.
    package var systemProcsFiles: [String] {
        (hierarchies.legacy.isEmpty ? hierarchies.all : hierarchies.legacy).map { "\($0)/\(name)/system/cgroup.procs" }
    }

    /// Makes the groups, and limits all in them together to so much.
    package func ensure(_ limits: Limits) throws {
        for hierarchy in hierarchies.legacy { try ensureLegacy(hierarchy, limits) }
        if let unified = hierarchies.unified, hierarchies.legacy.isEmpty { try ensureUnified(unified, limits) }
    }

    /// Whether no process is in the groups.
    package var isEmpty: Bool { pids().isEmpty }

    /// Whether a process was killed because all of them together took more memory than they may.
    package var ranOutOfMemory: Bool {
        // Version 1 counts where the process was, version 2 in the groups above, too.
        let groups = hierarchies.all.flatMap { Self.tree("\($0)/\(name)") }
        return groups.flatMap { ["\($0)/memory.oom_control", "\($0)/memory.events"] }.contains { path in
            let lines = ((try? Self.text(path)) ?? "").split(separator: "\n")
            return lines.contains { $0.hasPrefix("oom_kill ") && $0 != "oom_kill 0" }
        }
    }

    /// Asks all processes in the group `child` to end, and returns when they have or `patience` is over.
    package func end(below child: String, patience: Duration) async throws {
        for pid in pids(below: child) { kill(pid, SIGTERM) }
        _ = try await Deadline.poll(limit: patience) { pids(below: child).isEmpty ? true : nil }
    }

    /// Kills all processes in the groups and returns when they are gone.
    package func killAll() async throws {
        let ended = try await Deadline.poll(every: .milliseconds(20), limit: .seconds(20)) { () -> Bool? in
            let pids = self.pids()
            if pids.isEmpty { return true }
            // Frozen, so that nothing can start others while it is killed.
            let frozen = hierarchies.legacy.map { "\($0)/\(name)/freezer.state" }.filter(Files.exists)
            for path in frozen { Self.tryWrite("FROZEN", to: path) }
            if let unified = hierarchies.unified { Self.tryWrite("1", to: "\(unified)/\(name)/cgroup.kill") }
            for pid in self.pids().union(pids) { kill(pid, SIGKILL) }
            for path in frozen { Self.tryWrite("THAWED", to: path) }
            return nil
        }
        guard ended == true else { throw GroupsBusy(name: name, pids: pids().sorted()) }
    }

    /// Removes the groups with all below them; they have to be without processes.
    package func remove() async throws {
        let folders = hierarchies.all.map { "\($0)/\(name)" }
        let removed = try await Deadline.poll(every: .milliseconds(20), limit: .seconds(10)) { () -> Bool? in
            for folder in folders {
                for group in Self.tree(folder).reversed() { rmdir(group) }
            }
            return folders.contains(where: Files.exists) ? nil : true
        }
        guard removed == true else { throw GroupsBusy(name: name, pids: pids().sorted()) }
    }

    /// The groups at the top of any hierarchy whose name begins with `prefix`.
    package static func names(withPrefix prefix: String) throws -> Set<String> {
        let found = Hierarchies(try MountTable.current()).all.flatMap { hierarchy in
            (try? FileManager.default.contentsOfDirectory(atPath: hierarchy)) ?? []
        }
        return Set(found.filter { $0.hasPrefix(prefix) })
    }

    // MARK: Version 1

    private func ensureLegacy(_ hierarchy: String, _ limits: Limits) throws {
        let group = "\(hierarchy)/\(name)"
        try Self.makeGroup(group)
        for file in ["cpuset.cpus", "cpuset.mems"] where Files.exists("\(group)/\(file)") {
            // A new group of this controller has neither, and no process can join it.
            guard try Self.text("\(group)/\(file)").isEmpty else { continue }
            try Self.write(try Self.text("\(hierarchy)/\(file)"), to: "\(group)/\(file)")
        }
        Self.tryWrite("1", to: "\(group)/memory.use_hierarchy")
        if Files.exists("\(group)/memory.limit_in_bytes") {
            try Self.write("\(limits.memoryBytes)", to: "\(group)/memory.limit_in_bytes")
        }
        if let processes = limits.processes, Files.exists("\(group)/pids.max") {
            try Self.write("\(processes)", to: "\(group)/pids.max")
        }
        if !limits.mayUseSwap { Self.tryWrite("\(limits.memoryBytes)", to: "\(group)/memory.memsw.limit_in_bytes") }
        if Files.exists("\(group)/cpu.cfs_quota_us") {
            try Self.write("100000", to: "\(group)/cpu.cfs_period_us")
            try Self.write("\(limits.cores * 100_000)", to: "\(group)/cpu.cfs_quota_us")
        }
        try Self.makeGroup("\(group)/system")
        for file in ["cpuset.cpus", "cpuset.mems"] where Files.exists("\(group)/system/\(file)") {
            guard try Self.text("\(group)/system/\(file)").isEmpty else { continue }
            try Self.write(try Self.text("\(group)/\(file)"), to: "\(group)/system/\(file)")
        }
    }

    // MARK: Version 2

    private func ensureUnified(_ root: String, _ limits: Limits) throws {
        let group = "\(root)/\(name)"
        try Self.enableControllers(in: root)
        try Self.makeGroup(group)
        try Self.enableControllers(in: group)
        try Self.write("\(limits.memoryBytes)", to: "\(group)/memory.max")
        try Self.write("\(limits.cores * 100_000) 100000", to: "\(group)/cpu.max")
        if let processes = limits.processes { try Self.write("\(processes)", to: "\(group)/pids.max") }
        if !limits.mayUseSwap { Self.tryWrite("0", to: "\(group)/memory.swap.max") }
        try Self.makeGroup("\(group)/system")
    }

    private static func enableControllers(in group: String) throws {
        let present = try text("\(group)/cgroup.controllers").split(separator: " ")
        let enabled = try text("\(group)/cgroup.subtree_control").split(separator: " ")
        for controller in ["cpuset", "cpu", "io", "memory", "pids", "hugetlb"] {
            guard present.contains(where: { $0 == controller }), !enabled.contains(where: { $0 == controller }) else {
                continue
            }
            try write("+\(controller)", to: "\(group)/cgroup.subtree_control")
        }
    }

    // MARK: Files

    private func pids(below child: String? = nil) -> Set<pid_t> {
        var pids: Set<pid_t> = []
        let path = child.map { "\(name)/\($0)" } ?? name
        for group in hierarchies.all.flatMap({ Self.tree("\($0)/\(path)") }) {
            // A group may go while it is read.
            guard let text = try? Self.text("\(group)/cgroup.procs") else { continue }
            pids.formUnion(text.split(separator: "\n").compactMap { pid_t($0) }.filter { $0 > 1 })
        }
        return pids
    }

    /// The group and all groups below it, parents first.
    private static func tree(_ group: String) -> [String] {
        var information = stat()
        guard lstat(group, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else { return [] }
        let children = (try? FileManager.default.contentsOfDirectory(atPath: group)) ?? []
        return [group]
            + children.filter { !$0.contains(".") || $0.hasSuffix(".slice") }.flatMap {
                tree("\(group)/\($0)")
            }
    }

    private static func makeGroup(_ path: String) throws {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw FileError(path: path, action: "make control group", code: errno)
        }
    }

    static func text(_ path: String) throws -> String {
        let content = try Files.read(path) ?? Data()
        return String(decoding: content, as: UTF8.self).trimmingSuffix(\.isWhitespace)
    }

    /// The kernel wants the value in one write, and no file made.
    static func write(_ value: String, to path: String) throws {
        let code = writeOnce(value, to: path)
        guard code == 0 else { throw FileError(path: path, action: "set", code: code) }
    }

    static func tryWrite(_ value: String, to path: String) {
        _ = writeOnce(value, to: path)
    }

    private static func writeOnce(_ value: String, to path: String) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        let bytes = Array(value.utf8)
        return Glibc.write(descriptor, bytes, bytes.count) == bytes.count ? 0 : errno
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isTrimmed: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}

/// Control groups that do not become empty.
package struct GroupsBusy: Error, CustomStringConvertible {
    package let name: String
    package let pids: [Int32]

    package var description: String {
        "the control group \"\(name)\" cannot be removed; processes in it: \(pids.map(String.init))"
    }
}
