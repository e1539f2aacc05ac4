// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// A running process, as /proc shows it.
package struct ProcessEntry: Sendable, Equatable {
    package let pid: Int32
    /// In ticks since the machine started; with the pid it names a process for good.
    package let startTime: UInt64
    /// The program file with all links resolved; empty if it may not be seen.
    package let executable: String
    /// With the program's own name first.
    package let arguments: [String]
    /// The value of the environment variable that was asked for.
    package let value: String
}

/// Finds processes by what stands in their environment, so that no file has to remember them.
///
/// Everybody can put anything there, so only processes of our own user count, and of `nobody`, into whom a program of
/// ours may have turned itself.
package enum ProcessTable {
    private static let nobody = getpwnam("nobody").map { $0.pointee.pw_uid }

    /// The processes whose environment has `name` with exactly this value, oldest first.
    package static func processes(withEnvironment name: String, value: String) -> [ProcessEntry] {
        processes(withEnvironment: name) { $0 == value }
    }

    /// The processes whose environment has `name` with a value that begins with `prefix`, oldest first.
    package static func processes(withEnvironment name: String, valuePrefix prefix: String) -> [ProcessEntry] {
        processes(withEnvironment: name) { $0.hasPrefix(prefix) }
    }

    /// When the process started, in ticks since the machine started; nil if there is none.
    package static func startTime(of pid: Int32) -> UInt64? {
        guard let fields = statistics(of: pid), fields[0] != "Z" else { return nil }
        return UInt64(fields[19])
    }

    /// Whether the process is stopped by a signal.
    package static func isStopped(_ pid: Int32) -> Bool {
        statistics(of: pid)?[0] == "T"
    }

    /// What /proc tells of the process, from its state on.
    private static func statistics(of pid: Int32) -> [String]? {
        guard let content = try? Files.read("/proc/\(pid)/stat") else { return nil }
        // The name in parentheses may itself hold blanks and parentheses; what follows it does not.
        guard let end = content.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = content[content.index(after: end)...].split(separator: UInt8(ascii: " "))
        return fields.count > 19 ? fields.map { String(decoding: $0, as: UTF8.self) } : nil
    }

    private static func processes(
        withEnvironment name: String,
        where matches: (String) -> Bool
    ) -> [ProcessEntry] {
        let key = Array("\(name)=".utf8)
        let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        let entries = pids.compactMap { pid -> ProcessEntry? in
            guard isOurs(pid) else { return nil }
            guard let environment = try? Files.read("/proc/\(pid)/environ") else { return nil }
            let variables = environment.split(separator: 0)
            guard let variable = variables.first(where: { $0.starts(with: key) }) else { return nil }
            let value = String(decoding: variable.dropFirst(key.count), as: UTF8.self)
            guard matches(value) else { return nil }
            return entry(pid: pid, value: value)
        }
        return entries.sorted { ($0.startTime, $0.pid) < ($1.startTime, $1.pid) }
    }

    private static func isOurs(_ pid: Int32) -> Bool {
        var information = stat()
        guard stat("/proc/\(pid)", &information) == 0 else { return false }
        return information.st_uid == geteuid() || information.st_uid == nobody
    }

    private static func entry(pid: Int32, value: String) -> ProcessEntry? {
        guard let startTime = startTime(of: pid) else { return nil }
        let commandLine = (try? Files.read("/proc/\(pid)/cmdline")) ?? Data()
        var arguments = commandLine.split(separator: 0, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        if arguments.last == "" { arguments.removeLast() }
        var executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")) ?? ""
        // The kernel marks a program whose file was replaced meanwhile.
        if executable.hasSuffix(" (deleted)") { executable.removeLast(" (deleted)".count) }
        return ProcessEntry(
            pid: pid,
            startTime: startTime,
            executable: executable,
            arguments: arguments,
            value: value
        )
    }
}
