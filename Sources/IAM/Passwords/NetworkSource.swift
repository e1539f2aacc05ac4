// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Tells which addresses are one peer for the counting of failures.
enum NetworkSource {
    /// The address, or of IPv6 the network of 64 bits: whoever has one address there has all of them.
    static func text(of address: String) -> String {
        guard address.contains(":") else { return address }
        var parsed = in6_addr()
        // The zone of a link-local address is no part of it.
        guard inet_pton(AF_INET6, String(address.prefix { $0 != "%" }), &parsed) == 1 else { return address }
        let network = withUnsafeBytes(of: parsed) { Array($0.prefix(8)) }
        return network.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "/64"
    }
}
