// SPDX-License-Identifier: Apache-2.0

/// How clients reach the server.
package struct PublicURL: Sendable, Equatable {
    /// `https://host[:port]`, without a slash at its end.
    package let text: String
    /// Without brackets.
    package let host: String
    package let port: UInt16

    /// Reads `https://host`, with a port and a slash if you like; nil for anything else.
    package init?(_ given: String) {
        let text = given.hasSuffix("/") ? String(given.dropLast()) : given
        guard text.hasPrefix("https://") else { return nil }
        let authority = text.dropFirst("https://".count)
        let host: Substring
        let rest: Substring
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = authority[..<end].dropFirst()
            rest = authority[end...].dropFirst()
        } else {
            host = authority.prefix { $0 != ":" }
            rest = authority.dropFirst(host.count)
        }
        let isPlain = host.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 128 && (character.isLetter || character.isNumber || ".-:".contains(character))
        }
        guard !host.isEmpty, isPlain else { return nil }
        guard rest.isEmpty || (rest.hasPrefix(":") && UInt16(rest.dropFirst()) ?? 0 > 0) else { return nil }
        self.text = text
        self.host = String(host)
        port = UInt16(rest.dropFirst()) ?? 443
    }
}
