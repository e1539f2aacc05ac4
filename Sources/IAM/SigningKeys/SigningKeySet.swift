// SPDX-License-Identifier: Apache-2.0

package import Cryptography
package import FoundationEssentials

/// The keys of one moment: the youngest signs, all of them verify.
package struct SigningKeySet: Sendable {
    /// How long a key is published after a younger one took its place: as long as the tokens that it signed are good,
    /// and some minutes for clocks that differ.
    package static let retirement = Double(TokenIssuer.lifetime) + 600

    /// Youngest first; never empty.
    package let keys: [SigningKey]
    package let signer: TokenSigner
    package let verifier: TokenVerifier
    package let published: JSONWebKeySet

    /// The set of `keys`, in any order; there must be one.
    package init(_ keys: [SigningKey]) throws {
        self.keys = keys.sorted { ($0.createdAt, $0.keyID) > ($1.createdAt, $1.keyID) }
        guard let first = self.keys.first else { throw SigningKeyError.none }
        signer = first.signer
        let verificationKeys = self.keys.map(\.signer.verificationKey)
        verifier = TokenVerifier(keys: verificationKeys)
        published = try JSONWebKeySet(verificationKeys)
    }

    /// When the key may go, since nothing that it signed is good any more; nil for the one that signs.
    package func retirement(of key: SigningKey) -> Date? {
        guard let place = keys.firstIndex(where: { $0.keyID == key.keyID }), place > 0 else { return nil }
        return keys[place - 1].createdAt.addingTimeInterval(Self.retirement)
    }
}

/// Why there are no keys to sign with.
package enum SigningKeyError: Error, Sendable, Equatable, CustomStringConvertible {
    case none
    case unusable(file: String, reason: String)

    package var description: String {
        switch self {
        case .none: "there is no key"
        case .unusable(let file, let reason): "\(file): \(reason)"
        }
    }
}
