// SPDX-License-Identifier: Apache-2.0

/// Where the server listens.
package struct ListenAddress: Sendable, Equatable {
    /// Numeric, without brackets.
    package let address: String
    package let port: UInt16

    package init(address: String, port: UInt16) {
        self.address = address
        self.port = port
    }

    /// Reads `127.0.0.1:6780` and `[::1]:6780`; nil for anything else, and for port 0, which nobody could find.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(address: String(host), port: port)
    }

    /// Whether this stands for all addresses of the machine.
    package var isWildcard: Bool {
        ["0.0.0.0", "::"].contains(address)
    }

    /// The address under which a client on this machine reaches it.
    package var localURL: String {
        let host = address == "0.0.0.0" ? "127.0.0.1" : address == "::" ? "::1" : address
        return "https://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }

    /// Whether only programs of this host reach it.
    var isLoopback: Bool {
        address.hasPrefix("127.") || address == "::1"
    }

    /// As it is written in settings: `127.0.0.1:6780`, `[::1]:6780`.
    package var text: String {
        (address.contains(":") ? "[\(address)]" : address) + ":\(port)"
    }
}
