// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl

/// The mount namespace of a worker.
///
/// A file bound to it keeps it while containerd and kubelet come and go. All mounts of the worker are in it, so they
/// go with it and none ever shows on the host.
struct WorkerMounts: Sendable {
    let layout: WorkerLayout
    /// Folders that the worker's programs need although they may be below one of those it has for itself.
    let shared: [String]

    /// Makes the namespace if it is not there.
    func ensure() async throws {
        let mounts = try MountTable.current()
        if mounts.contains(layout.mountNamespacePath, type: "nsfs") {
            if Files.exists(readyPath) { return }
            // It was bound before all was mounted in it, and then something broke off.
            try MountTable.unmountAll(within: layout.mountNamespacePath)
        }
        try Files.makeDirectory(layout.runtimeFolder)
        if !mounts.contains(layout.runtimeFolder) {
            // A namespace can be bound in a private mount only, and whether the host's are depends on the host.
            let command = "mount --bind \"$0\" \"$0\" && mount --make-private \"$0\""
            _ = try await Subprocess.runChecked("sh", ["-ec", command, layout.runtimeFolder])
        }
        for folder in [layout.stateFolder, layout.runStagingFolder, "\(layout.logFolder)/pods"] {
            try Files.makeDirectory(folder, mode: 0o755)
        }
        try Files.makeDirectory("\(layout.logFolder)/containers", mode: 0o755)
        try Files.remove(readyPath)
        try Files.write(Data(), to: layout.mountNamespacePath)
        _ = try await Subprocess.runChecked(
            "unshare",
            ["--mount=\(layout.mountNamespacePath)", "--propagation", "slave", "sh", "-euc", script]
        )
        try Files.write(Data(), to: readyPath)
    }

    /// There once the namespace is whole.
    private var readyPath: String { "\(layout.mountNamespacePath).ready" }

    /// Removes the namespace; fine if there is none.
    func remove() throws {
        try MountTable.unmountAll(within: layout.runtimeFolder)
        try Files.remove(layout.runtimeFolder)
    }

    /// Runs inside the new namespace.
    var script: String {
        let run = layout.runStagingFolder
        let state = layout.stateFolder
        let resolver = Self.quoted(layout.resolverConfiguration)
        let sharing = shared.compactMap { folder -> String? in
            guard let place = place(of: folder) else { return nil }
            return "mkdir -p \(Self.quoted(place)) && mount --bind \(Self.quoted(folder)) \(Self.quoted(place))"
        }
        let lines =
            [
                // Copies of other workers' network namespaces would keep those alive.
                "while read -r _ _ _ _ place _; do",
                "  case $place in */netns/slw*) umount -l \"$place\" || true ;; esac",
                "done < /proc/self/mountinfo",
                "resolver=$(readlink -f /etc/resolv.conf || true)",
                "mount -t tmpfs -o mode=0755 slipway \(Self.quoted(run))",
                "mkdir \(Self.quoted(run))/netns \(Self.quoted(run))/containerd \(Self.quoted(run))/lock",
                "mount --bind \(Self.quoted(state)) \(Self.quoted(state))",
            ] + sharing + [
                // Held open, as the paths may lead through what is covered next.
                "cd \(Self.quoted(layout.folder))",
                "mount --bind \(Self.quoted(layout.logFolder)) /var/log",
                "mount --rbind root/run /run",
                "mount --rbind root/lib /var/lib",
                "if [ -n \"$resolver\" ]; then",
                "  mkdir -p \"$(dirname \"$resolver\")\"",
                "  [ -e \"$resolver\" ] || : > \"$resolver\"",
                "  mount --bind \(resolver) \"$resolver\"",
                "fi",
                // Volumes whose mounts are to show in pods, and the other way round, need this.
                "mount --make-rshared /",
            ]
        return lines.joined(separator: "\n")
    }

    /// Where a folder has to be mounted beforehand so that the worker sees it at its own path; nil if it does anyway.
    private func place(of folder: String) -> String? {
        for (covered, staging) in [("/run/", layout.runStagingFolder), ("/var/lib/", layout.stateFolder)]
        where folder.hasPrefix(covered) {
            return "\(staging)/\(folder.dropFirst(covered.count))"
        }
        return nil
    }

    private static func quoted(_ path: String) -> String {
        "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
