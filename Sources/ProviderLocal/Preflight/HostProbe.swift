// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl

/// What can be found out about this host; tests hand in other answers.
struct HostProbe: Sendable {
    var isRoot: @Sendable () -> Bool
    /// The path of a program, or nil.
    var program: @Sendable (String) -> String?
    /// The path of a network plug-in, or nil.
    var plugin: @Sendable (String) -> String?
    /// The capabilities of this process, as a bit set.
    var capabilities: @Sendable () -> UInt64
    /// Names of the controllers that groups can have, and whether they are of version 2.
    var controllers: @Sendable () -> (names: Set<String>, isUnified: Bool)
    /// Nil if an overlay can be mounted in the folder, else why not.
    var overlayFailure: @Sendable (String) -> String?
    /// Nil if the kernel has what workers' networks are made of, else what it says.
    var networkFailure: @Sendable () async -> String?

    static let host = HostProbe(
        isRoot: { geteuid() == 0 },
        program: { Subprocess.find($0) },
        plugin: { name in
            ["/usr/lib/cni", "/opt/cni/bin"].map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
        },
        capabilities: { effectiveCapabilities() },
        controllers: { controllers(MountTable(parsing: text("/proc/self/mountinfo"))) },
        overlayFailure: { tryOverlay(in: $0) },
        networkFailure: { await tryNetwork() }
    )

    private static func text(_ path: String) -> String {
        // What cannot be read is not there, for our purpose.
        String(decoding: (try? Files.read(path)) ?? Data(), as: UTF8.self)
    }

    private static func effectiveCapabilities() -> UInt64 {
        let line = text("/proc/self/status").split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        return line.flatMap { UInt64($0.dropFirst(7).filter(\.isHexDigit), radix: 16) } ?? 0
    }

    static func controllers(_ mounts: MountTable) -> (names: Set<String>, isUnified: Bool) {
        let hierarchies = ControlGroups.Hierarchies(mounts)
        guard hierarchies.legacy.isEmpty, let unified = hierarchies.unified else {
            return (Set(mounts.entries.filter { $0.type == "cgroup" }.flatMap(\.options)), false)
        }
        return (Set(text("\(unified)/cgroup.controllers").split(whereSeparator: \.isWhitespace).map(String.init)), true)
    }

    /// Mounts an overlay in a folder of its own, and takes it away again.
    private static func tryOverlay(in folder: String) -> String? {
        let place = "\(folder)/.overlay-\(RandomText.hex(byteCount: 4))"
        do {
            for name in ["lower", "upper", "work", "merged"] { try Files.makeDirectory("\(place)/\(name)") }
            let options = "lowerdir=\(place)/lower,upperdir=\(place)/upper,workdir=\(place)/work"
            let code = options.withCString { mount("overlay", "\(place)/merged", "overlay", 0, $0) == 0 ? 0 : errno }
            if code == 0 { umount2("\(place)/merged", Int32(MNT_DETACH)) }
            try Files.remove(place)
            return code == 0 ? nil : String(cString: strerror(code))
        } catch {
            return "\(error)"
        }
    }

    /// Makes all in a network namespace that goes with the command.
    private static func tryNetwork() async -> String? {
        let script = """
            ip link add slw0 type bridge
            ip link add slw1 type veth peer name slw2
            iptables -w 10 -A FORWARD -i slw+ -m conntrack --ctstate RELATED -m comment --comment slipway -j ACCEPT
            iptables -w 10 -t nat -A POSTROUTING ! -o slw0 -j MASQUERADE
            """
        do {
            _ = try await Subprocess.runChecked("unshare", ["--net", "sh", "-ec", script])
            return nil
        } catch {
            return "\(error)"
        }
    }
}
