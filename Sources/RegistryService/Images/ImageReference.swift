// SPDX-License-Identifier: Apache-2.0

/// The name of an image as people write it: `host/namespace/name:tag` or `host/namespace/name@digest`.
///
/// The host may be left out; without tag and digest, the tag is `latest`.
package struct ImageReference: Sendable, Equatable {
    package enum Version: Sendable, Equatable {
        case tag(String)
        case digest(String)

        /// The tag or the digest, as the engine takes both.
        var text: String {
            switch self {
            case .tag(let text), .digest(let text): text
            }
        }
    }

    /// Namespace and name.
    package let repository: String
    package let version: Version

    /// Nil if `text` names no image in the registry at `host`.
    package init?(_ text: String, host: String) {
        var rest = text[...]
        if rest.hasPrefix("\(host)/") { rest = rest.dropFirst(host.count + 1) }
        let version: Version
        if let at = rest.firstIndex(of: "@") {
            let digest = String(rest[rest.index(after: at)...])
            guard Self.isDigest(digest) else { return nil }
            version = .digest(digest)
            rest = rest[..<at]
            // A tag before a digest says nothing more.
            if let colon = Self.tagStart(rest) { rest = rest[..<colon] }
        } else if let colon = Self.tagStart(rest) {
            let tag = String(rest[rest.index(after: colon)...])
            guard Self.isTag(tag) else { return nil }
            version = .tag(tag)
            rest = rest[..<colon]
        } else {
            version = .tag("latest")
        }
        repository = String(rest)
        guard Self.isRepository(repository) else { return nil }
        self.version = version
    }

    /// The part before the first slash.
    package var namespace: String {
        String(repository.prefix { $0 != "/" })
    }

    /// Whether `text` is the name of a repository in some namespace, as the registry protocol has them.
    package static func isRepository(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return parts.count >= 2 && text.utf8.count <= 255 && parts.allSatisfy(isComponent)
    }

    private static func tagStart(_ text: Substring) -> Substring.Index? {
        let start = text.lastIndex(of: "/") ?? text.startIndex
        return text[start...].firstIndex(of: ":")
    }

    private static func isComponent(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, let last = text.last, isLetterOrDigit(first), isLetterOrDigit(last) else {
            return false
        }
        return text.allSatisfy { isLetterOrDigit($0) || "-._".utf8.contains($0) }
    }

    static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128, !"-.".utf8.contains(first) else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0 | 0x20) || "-._".utf8.contains($0) }
    }

    static func isDigest(_ text: String) -> Bool {
        let hex = text.utf8.dropFirst("sha256:".utf8.count)
        return text.hasPrefix("sha256:") && hex.count == 64
            && hex.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte)
    }
}
