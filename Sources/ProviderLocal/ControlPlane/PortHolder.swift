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
        Set(SocketTable.current().filter { $0.isListening && $0.local.port == port }.map(\.name))
    }

    /// The number of the descriptor by which a process listens on `port`; nil if it does not.
    static func descriptor(of pid: Int32, listeningOn port: UInt16) -> Int32? {
        let sockets = sockets(listeningOn: port)
        return OpenSockets.of(pid).first { sockets.contains($0.value) }?.key
    }

    private static func holds(_ pid: Int32, _ sockets: Set<String>) -> Bool {
        OpenSockets.of(pid).values.contains(where: sockets.contains)
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
