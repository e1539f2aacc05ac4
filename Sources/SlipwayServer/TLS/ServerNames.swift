// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The names and addresses that the server's certificate is good for.
package struct ServerNames: Sendable, Equatable {
    package private(set) var dnsNames: [String] = []
    package private(set) var ipAddresses: [String] = []

    /// The public host, this machine's own names, and where the server listens.
    package init(publicURL: PublicURL, listen: ListenAddress, hostName: String) {
        for name in [publicURL.host, "localhost", "127.0.0.1", "::1", hostName] { add(name) }
        if !listen.isWildcard { add(listen.address) }
    }

    package var commonName: String {
        dnsNames.first ?? ipAddresses.first ?? "slipway"
    }

    private mutating func add(_ name: String) {
        if let address = Self.address(name) {
            if !ipAddresses.contains(address) { ipAddresses.append(address) }
        } else if !name.isEmpty, !dnsNames.contains(name.lowercased()) {
            dnsNames.append(name.lowercased())
        }
    }

    /// The address in the spelling that certificates are read back in; nil if `text` is a name.
    private static func address(_ text: String) -> String? {
        for family in [AF_INET, AF_INET6] {
            var bytes = [UInt8](repeating: 0, count: 16)
            guard inet_pton(family, text, &bytes) == 1 else { continue }
            var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            inet_ntop(family, &bytes, &buffer, socklen_t(buffer.count))
            return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        return nil
    }

    /// The name of this machine; empty if it has none.
    package static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
