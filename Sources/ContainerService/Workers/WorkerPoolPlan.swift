// SPDX-License-Identifier: Apache-2.0

import API
import Model

/// Checks what requests say about worker pools.
enum WorkerPoolPlan {
    private static let reservedDomains = ["kubernetes.io", "k8s.io", "slipway.io"]

    static func checkName(_ name: String) throws {
        let isPlain = name.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 128 && (character.isLetter || character.isNumber || character == "-")
        }
        guard !name.isEmpty, isPlain, name.first != "-", name.last != "-", name.utf8.count <= 31 else {
            throw APIError.badRequest(
                code: "E0009",
                "The worker pool name '\(name.prefix(100))' is not valid.",
                recovery:
                    "A name has letters, digits and hyphens, neither begins nor ends with a hyphen, and has at most "
                    + "31 characters."
            )
        }
    }

    /// The labels of a pool are put on its nodes, so they have to be such as Kubernetes takes, and none of its own.
    static func checkLabels(_ labels: [String: String]) throws {
        for (key, value) in labels {
            let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let domain = parts.count == 2 ? parts[0] : nil
            let isReserved = reservedDomains.contains { domain == $0 || domain?.hasSuffix(".\($0)") ?? false }
            let isKey = parts.count <= 2 && isWord(parts.last ?? "", limit: 63) && domain.map(isDomain) ?? true
            guard isKey, !isReserved, value.isEmpty || isWord(value, limit: 63) else {
                throw APIError.badRequest(
                    code: "E0020",
                    "The label '\(key.prefix(100))=\(value.prefix(100))' cannot be put on nodes.",
                    recovery: isReserved ? "Labels of \(domain ?? "") are set by the service." : ""
                )
            }
        }
    }

    private static func isDomain(_ text: String) -> Bool {
        isWord(text, limit: 253) && text == text.lowercased() && !text.contains("_")
    }

    private static func isWord(_ text: String, limit: Int) -> Bool {
        func isEnd(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        let bytes = Array(text.utf8)
        guard let first = bytes.first, let last = bytes.last, bytes.count <= limit else { return false }
        return isEnd(first) && isEnd(last) && bytes.allSatisfy { isEnd($0) || [0x2D, 0x2E, 0x5F].contains($0) }
    }
}
