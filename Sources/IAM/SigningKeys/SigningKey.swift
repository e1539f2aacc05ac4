// SPDX-License-Identifier: Apache-2.0

import Basics
package import Cryptography
package import FoundationEssentials

/// A key that signs tokens, with its name and its age.
///
/// It is kept as PEM under two lines of its own, so that key, name and age can never be apart. An administrator may
/// bring a key that was made elsewhere: it is named after its public half, and as old as its file.
package struct SigningKey: Sendable {
    private static let keyIDMark = "# kid "
    private static let creationMark = "# created "

    /// What tokens call it: `yyyymmdd-hh:mm:ss`.
    package let keyID: String
    package let createdAt: Date
    package let signer: TokenSigner
    private let pem: String

    package init(_ key: PrivateKey, keyID: String, createdAt: Date) {
        self.keyID = keyID
        self.createdAt = createdAt
        signer = TokenSigner(key: key, keyID: keyID)
        pem = key.pem
    }

    /// Makes a key that is named after `date`, to the second.
    package static func make(at date: Date) throws -> SigningKey {
        let second = Date(timeIntervalSince1970: Double(date.unixSeconds))
        return SigningKey(try .rsa2048(), keyID: keyID(at: date), createdAt: second)
    }

    /// The name of a key that is made at `date`.
    static func keyID(at date: Date) -> String {
        let text = date.millisecondText
        return text.prefix(10).filter { $0 != "-" } + "-" + text.dropFirst(11).prefix(8)
    }

    /// Reads what `text` writes; `modifiedAt` is how old a key is that does not say so.
    init(text: String, modifiedAt: Date) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        func marked(_ mark: String) -> String? {
            lines.first { $0.hasPrefix(mark) }?.dropFirst(mark.count).filter { $0 > " " }
        }
        let key = try PrivateKey(pem: lines.drop { !$0.hasPrefix("-----BEGIN") }.joined(separator: "\n"))
        self.init(
            key,
            keyID: marked(Self.keyIDMark) ?? String(Digest.sha256Hex(key.publicPEM).prefix(16)),
            createdAt: marked(Self.creationMark).flatMap { Date(timestamp: $0) } ?? modifiedAt
        )
        // Found out here, and not by the first who asks for a token.
        _ = try signer.verificationKey.jsonWebKey()
    }

    /// All of it, for its file.
    var text: String {
        "\(Self.keyIDMark)\(keyID)\n\(Self.creationMark)\(createdAt.millisecondText)\n\(pem)"
    }
}
