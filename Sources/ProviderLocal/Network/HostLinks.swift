// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import ProcessControl

/// The interfaces, addresses and routes of the host.
struct HostLinks: Sendable {
    struct Link: Sendable, Equatable {
        let name: String
        /// With the length of the prefix: `10.213.0.1/24`.
        let addresses: [String]
    }

    let links: [Link]
    /// Destinations, and the interface behind each.
    let routes: [(destination: String, link: String)]

    static func current() async throws -> HostLinks {
        let addresses = try await Subprocess.runChecked("ip", ["-j", "-4", "address", "show"])
        let links = try await Subprocess.runChecked("ip", ["-j", "link", "show"])
        let routes = try await Subprocess.runChecked("ip", ["-j", "-4", "route", "show"])
        return try HostLinks(links: links, addresses: addresses, routes: routes)
    }

    /// The names of all interfaces.
    static func names() async throws -> [String] {
        try list(await Subprocess.runChecked("ip", ["-j", "link", "show"])).compactMap { $0["ifname"]?.text }
    }

    /// From what `ip -j` prints for links, addresses and routes.
    init(links: String, addresses: String, routes: String) throws {
        var known: [String: [String]] = [:]
        for link in try Self.list(addresses) {
            guard let name = link["ifname"]?.text else { continue }
            known[name] = link["addr_info"]?.elements?.compactMap { address in
                guard let local = address["local"]?.text, case .integer(let length)? = address["prefixlen"] else {
                    return nil
                }
                return "\(local)/\(length)"
            }
        }
        self.links = try Self.list(links).compactMap { link in
            link["ifname"]?.text.map { Link(name: $0, addresses: known[$0] ?? []) }
        }
        self.routes = try Self.list(routes).compactMap { route in
            guard let destination = route["dst"]?.text, destination != "default" else { return nil }
            return (destination, route["dev"]?.text ?? "")
        }
    }

    func link(_ name: String) -> Link? {
        links.first { $0.name == name }
    }

    /// Who else uses addresses of `subnet`: an interface with an address in it, or with a route to it.
    ///
    /// Wide ranges, as of a private network's `10.0.0.0/8`, do not count: the narrower route wins.
    func user(of subnet: String, otherThan name: String) -> String? {
        let holder = links.first { link in
            link.name != name && link.addresses.contains { Self.isNear($0, subnet) }
        }
        let route = routes.first { $0.link != name && Self.isNear($0.destination, subnet) }
        return holder?.name ?? route?.link
    }

    private static func isNear(_ text: String, _ subnet: String) -> Bool {
        guard let range = AddressRange(text), range.length >= 16 else { return false }
        return range.overlaps(subnet)
    }

    private static func list(_ text: String) throws -> [JSONValue] {
        let empty = text.allSatisfy(\.isWhitespace)
        return empty ? [] : try JSONDecoder().decode([JSONValue].self, from: Data(text.utf8))
    }
}

/// A range of IPv4 addresses.
struct AddressRange: Sendable, Equatable {
    private let first: UInt32
    let length: Int

    /// Reads `10.0.0.0/8` and `10.0.0.1`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let bytes = parts[0].split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard bytes.count == 4, parts.count <= 2, let length = parts.count == 2 ? Int(parts[1]) : 32,
            (0...32).contains(length)
        else { return nil }
        var value: UInt32 = 0
        for byte in bytes {
            guard let byte else { return nil }
            value = value << 8 | UInt32(byte)
        }
        self.length = length
        first = length == 0 ? 0 : (value >> UInt32(32 - length)) << UInt32(32 - length)
    }

    func overlaps(_ text: String) -> Bool {
        guard let other = AddressRange(text) else { return false }
        let shared = UInt32(32 - min(length, other.length))
        return shared == 32 || (first >> shared) == (other.first >> shared)
    }
}
