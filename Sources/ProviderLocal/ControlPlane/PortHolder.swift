// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// The process that listens on a TCP port of this host.
struct PortHolder: Sendable, Equatable {
    let pid: Int32
    let name: String

    /// Who listens on `port`, asking the process `expected` first; nil if nobody does or nobody can tell.
    static func find(_ port: UInt16, expected: Int32? = nil) -> PortHolder? {
        let sockets = sockets(listeningOn: port)
        guard !sockets.isEmpty else { return nil }
        if let expected, holds(expected, sockets) { return PortHolder(pid: expected) }
        let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
        return pids.first { holds($0, sockets) }.map { PortHolder(pid: $0) }
    }

    private init(pid: Int32) {
        self.pid = pid
        let text = ((try? Files.read("/proc/\(pid)/comm")) ?? nil) ?? Data()
        name = String(decoding: text, as: UTF8.self).filter { $0 != "\n" }
    }

    /// As the links in `/proc/<pid>/fd` name sockets.
    private static func sockets(listeningOn port: UInt16) -> Set<String> {
        let digits = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
        var found: Set<String> = []
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            let text = ((try? Files.read(table)) ?? nil) ?? Data()
            for line in String(decoding: text, as: UTF8.self).split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                // 0A is the state of a listening socket.
                guard fields.count > 9, fields[1].hasSuffix(suffix), fields[3] == "0A" else { continue }
                found.insert("socket:[\(fields[9])]")
            }
        }
        return found
    }

    private static func holds(_ pid: Int32, _ sockets: Set<String>) -> Bool {
        let folder = "/proc/\(pid)/fd"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.contains { name in
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)") else {
                return false
            }
            return sockets.contains(target)
        }
    }
}

/// Another program listens where one of the cluster's own has to.
struct PortTaken: Error, CustomStringConvertible {
    let unit: String
    let port: UInt16
    let holder: PortHolder

    var description: String {
        "port \(port), which \(unit) needs, is taken by the process \(holder.pid) (\(holder.name)); end that"
    }
}
