// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A name and a secret in an `Authorization` header of the scheme `basic`.
package struct BasicCredentials: Sendable, Equatable {
    package let name: String
    package let secret: String

    /// Nil if `header` is of another scheme, or malformed.
    package init?(_ header: String) {
        let parts = header.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "basic",
            let bytes = Data(base64Encoded: String(parts[1])),
            let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { return nil }
        name = String(text[..<colon])
        secret = String(text[text.index(after: colon)...])
    }
}
