// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Finds out whether anybody outside a cluster holds a connection to its API server.
struct ClusterVisitors: Sendable {
    let layout: ClusterLayout
    /// Processes on the host that belong to the cluster; this one is none of its visitors either.
    let insiders: [Int32]

    func arePresent(in table: [SocketTable.Entry] = SocketTable.current()) -> Bool {
        let connections = table.filter { $0.isEstablished && $0.local.port == layout.allocation.apiServerPort }
            .filter { !$0.remote.address.hasSuffix(workersSuffix) }
        guard !connections.isEmpty else { return false }
        let own = Set((insiders + [getpid()]).flatMap { OpenSockets.of($0).values })
        let ends = Dictionary(table.map { ([$0.local, $0.remote], $0.name) }) { first, _ in first }
        return connections.contains { connection in
            guard let other = ends[[connection.remote, connection.local]] else { return true }
            return !own.contains(other)
        }
    }

    /// How the addresses of the workers' network end in the table; pods have their worker's address here.
    private var workersSuffix: String {
        layout.nodeSubnet.split(separator: ".").prefix(3).reversed()
            .map { octet in
                let digits = String(UInt8(octet) ?? 0, radix: 16, uppercase: true)
                return digits.count == 1 ? "0\(digits)" : digits
            }
            .joined()
    }
}
