// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Tells tokens that one of the known keys signed from all others.
package struct TokenVerifier: Sendable {
    /// Longer texts are refused unread.
    private static let maximumLength = 65_536
    private let keys: [String: VerificationKey]
    /// The keys by the whole first part of the tokens that our signers make: it need not be decoded each time.
    private let keysByHeader: [ArraySlice<UInt8>: VerificationKey]
    /// Tells sets of keys apart by the names in them.
    package let fingerprint: String

    package init(keys: [VerificationKey]) {
        self.keys = Dictionary(keys.map { ($0.keyID, $0) }) { first, _ in first }
        var keysByHeader: [ArraySlice<UInt8>: VerificationKey] = [:]
        for key in self.keys.values where key.algorithm == .rs256 {
            let header = TokenHeader(keyID: key.keyID, algorithm: "RS256")
            if case .success(let text) = header.encoded { keysByHeader[Array(text.utf8)[...]] = key }
        }
        self.keysByHeader = keysByHeader
        fingerprint = Digest.sha256Hex(self.keys.keys.sorted().joined(separator: "\n"))
    }

    package init(keySet: JSONWebKeySet) throws(CryptographyError) {
        var keys: [VerificationKey] = []
        for key in keySet.keys { keys.append(try key.verificationKey()) }
        self.init(keys: keys)
    }

    /// The payload of `token`, once its signature has proved right.
    ///
    /// The algorithm is that of the key, RS256 or ES256, whatever the token says; a token that says otherwise is
    /// refused. The claims are not looked at: issuer, audience and times are the caller's to check.
    package func verify(_ token: String) throws(CryptographyError) -> Data {
        guard token.utf8.count <= Self.maximumLength else { throw .invalidToken(reason: "too long") }
        let bytes = Array(token.utf8)
        let dot = UInt8(ascii: ".")
        guard let first = bytes.firstIndex(of: dot), let last = bytes.lastIndex(of: dot), first < last else {
            throw .invalidToken(reason: "not three parts")
        }
        // A third dot between these two is none of the alphabet.
        guard let payload = Base64URL.decode(bytes[(first + 1)..<last]),
            let signature = Base64URL.decode(bytes[(last + 1)...])
        else { throw .invalidToken(reason: "not base64url") }
        let header = bytes[..<first]
        let known = keysByHeader[header]
        let key = if let known { known } else { try key(for: header) }
        guard key.isSignature(signature, of: bytes[..<last]) else {
            throw .invalidToken(reason: "wrong signature")
        }
        return Data(payload)
    }

    /// Whether the key that `token` names is known; says nothing about its signature.
    package func knowsKey(of token: String) -> Bool {
        guard token.utf8.count <= Self.maximumLength, let header = Base64URL.decode(token.prefix { $0 != "." }),
            let read = try? JSONDecoder().decode(TokenHeader.self, from: header)
        else { return false }
        return keys[read.keyID] != nil
    }

    private func key(for part: ArraySlice<UInt8>) throws(CryptographyError) -> VerificationKey {
        guard let header = Base64URL.decode(part) else { throw .invalidToken(reason: "not base64url") }
        guard let header = try? JSONDecoder().decode(TokenHeader.self, from: Data(header)) else {
            throw .invalidToken(reason: "no header with kid and alg")
        }
        guard header.critical == nil else { throw .invalidToken(reason: "has critical extensions") }
        guard let key = keys[header.keyID] else { throw .invalidToken(reason: "unknown key") }
        guard let algorithm = key.algorithm, header.algorithm == algorithm.rawValue else {
            throw .invalidToken(reason: "algorithm is not that of the key")
        }
        return key
    }
}
