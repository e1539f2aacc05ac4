// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc
import ProcessControl

/// What can be found out about this host for builds; tests hand in other answers.
struct BuildProbe: Sendable {
    var isRoot: @Sendable () -> Bool
    /// The path of a program, or nil.
    var program: @Sendable (String) -> String?
    /// Nil if a disk of limited size can be made and mounted where the folder is or will be, else why not.
    var diskFailure: @Sendable (String) async -> String?
    /// Nil if a user without rights can be shut off from the host, else why not.
    var namespaceFailure: @Sendable () async -> String?

    static let host = BuildProbe(
        isRoot: { geteuid() == 0 },
        program: { Subprocess.find($0) },
        diskFailure: { await tryDisk(beside: $0) },
        namespaceFailure: { await tryNamespaces() }
    )

    /// Makes a small disk in a folder of its own; it is mounted for the command alone.
    private static func tryDisk(beside folder: String) async -> String? {
        var parent = folder
        while !parent.isEmpty, !Files.exists(parent) {
            parent = String(parent[..<(parent.lastIndex(of: "/") ?? parent.startIndex)])
        }
        let place = "\(parent)/.slipway-disk-\(RandomText.hex(byteCount: 4))"
        let script = """
            truncate -s 8M "$1/disk.img"
            mkfs.ext4 -q -F "$1/disk.img"
            mkdir "$1/disk"
            exec unshare --mount mount -o loop,nosuid,nodev "$1/disk.img" "$1/disk"
            """
        do {
            try Files.makeDirectory(place)
            let failure = await failure(of: "sh", ["-ec", script, "sh", place])
            try Files.remove(place)
            return failure
        } catch {
            return "\(error)"
        }
    }

    /// Makes the namespaces of a build, as a user who owns nothing on this host.
    private static func tryNamespaces() async -> String? {
        let user = "\(BuildPlace.firstUser)"
        let kinds = ["--user", "--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup", "--fork"]
        return await failure(
            of: "setpriv",
            ["--reuid", user, "--regid", user, "--clear-groups", "unshare"] + kinds + ["true"]
        )
    }

    private static func failure(of program: String, _ arguments: [String]) async -> String? {
        do {
            _ = try await Subprocess.runChecked(program, arguments, timeLimit: .seconds(60))
            return nil
        } catch {
            return "\(error)"
        }
    }
}
