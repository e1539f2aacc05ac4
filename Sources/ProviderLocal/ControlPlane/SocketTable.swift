// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// The TCP sockets of this network namespace.
enum SocketTable {
    /// One end of a connection.
    struct Endpoint: Hashable, Sendable {
        /// Hexadecimal digits of an IPv4 address, its last octet first; more of them for other addresses.
        let address: String
        let port: UInt16
    }

    struct Entry: Sendable {
        let local: Endpoint
        let remote: Endpoint
        let isListening: Bool
        let isEstablished: Bool
        /// As the links in `/proc/<pid>/fd` have it: `socket:[4711]`.
        let name: String
    }

    static func current() -> [Entry] {
        ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
            let text = ((try? Files.read(path)) ?? nil) ?? Data()
            return entries(String(decoding: text, as: UTF8.self))
        }
    }

    static func entries(_ text: String) -> [Entry] {
        text.split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, let local = endpoint(fields[1]), let remote = endpoint(fields[2]) else {
                return nil
            }
            return Entry(
                local: local,
                remote: remote,
                isListening: fields[3] == "0A",
                isEstablished: fields[3] == "01",
                name: "socket:[\(fields[9])]"
            )
        }
    }

    private static func endpoint(_ text: Substring) -> Endpoint? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let port = UInt16(parts[1], radix: 16) else { return nil }
        // An IPv4 address in the form of version 6 ends with the plain one.
        let mapped = "0000000000000000FFFF0000"
        let address = parts[0].hasPrefix(mapped) ? parts[0].dropFirst(mapped.count) : parts[0]
        return Endpoint(address: String(address), port: port)
    }
}
