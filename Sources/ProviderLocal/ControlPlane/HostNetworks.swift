// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// The IPv4 networks to which this host has routes of its own: no cluster may use one of them.
struct HostNetworks: Sendable, Equatable {
    private struct Network: Sendable, Equatable {
        let address: UInt32
        let mask: UInt32
    }

    private let networks: [Network]

    /// Reads the kernel's table of routes.
    static func current() throws -> HostNetworks {
        HostNetworks(routes: String(decoding: try Files.read("/proc/net/route") ?? Data(), as: UTF8.self))
    }

    /// Reads a table in the form of `/proc/net/route`; default routes do not count.
    init(routes: String) {
        networks = routes.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: "\t").map { $0.filter { $0 != " " } }
            guard fields.count > 7, let address = UInt32(fields[1], radix: 16), let mask = UInt32(fields[7], radix: 16),
                mask != 0
            else { return nil }
            // The kernel prints the bytes in the order of the network as one number of this machine.
            return Network(address: UInt32(bigEndian: address), mask: UInt32(bigEndian: mask))
        }
    }

    /// Whether `a.b.c.0/24` shares an address with one of the networks.
    func overlaps(prefix: String) -> Bool {
        let octets = prefix.split(separator: ".").compactMap { UInt32($0) }
        guard octets.count == 3 else { return true }
        let address = octets[0] << 24 | octets[1] << 16 | octets[2] << 8
        return networks.contains { network in
            let mask = network.mask & 0xFFFF_FF00
            return address & mask == network.address & mask
        }
    }
}
