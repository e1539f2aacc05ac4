// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Comparison that does not tell by its duration where two secrets differ.
package enum ConstantTime {
    /// Whether both have the same bytes; only their lengths may be told from the time it takes.
    package static func equals(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        let (left, right) = (Array(left), Array(right))
        return left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
