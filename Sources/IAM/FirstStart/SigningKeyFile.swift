// SPDX-License-Identifier: Apache-2.0

package import Basics
package import Cryptography
import FoundationEssentials

/// The key that signs tokens, in a PEM file that its owner alone can read.
///
/// The key's name stands in the file's first line, so that key and name can never be apart. An administrator may put a
/// key there that was made elsewhere; it is then named after its public half.
package enum SigningKeyFile {
    private static let keyIDMark = "# kid "

    /// The signer of the key at `path`, which is made if there is no file.
    package static func loadOrCreate(_ path: String, time: TimeSource = .system) throws -> TokenSigner {
        if let content = try Files.read(path) { return try signer(of: String(decoding: content, as: UTF8.self)) }
        let key = try PrivateKey.rsa2048()
        let keyID = Self.keyID(of: time.now())
        try Files.write(Data("\(keyIDMark)\(keyID)\n\(key.pem)".utf8), to: path, mode: 0o600)
        return TokenSigner(key: key, keyID: keyID)
    }

    private static func signer(of content: String) throws -> TokenSigner {
        let lines = content.split(separator: "\n", omittingEmptySubsequences: false)
        let pem = lines.drop { !$0.hasPrefix("-----BEGIN") }.joined(separator: "\n")
        let key = try PrivateKey(pem: pem)
        let named = lines.first { $0.hasPrefix(keyIDMark) }?.dropFirst(keyIDMark.count).filter { $0 > " " }
        return TokenSigner(key: key, keyID: named ?? String(Digest.sha256Hex(key.publicPEM).prefix(16)))
    }

    /// `yyyymmdd-hh:mm:ss`.
    private static func keyID(of date: Date) -> String {
        let text = date.millisecondText
        return text.prefix(10).filter { $0 != "-" } + "-" + text.dropFirst(11).prefix(8)
    }
}
