// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography

/// Remembers whose valid tokens were seen, by the hash of the token, for as long as each is valid.
final class VerifiedTokenCache: Sendable {
    /// Other keys, other tokens: what a key that is gone has signed must be refused from that moment on.
    struct Key: Hashable {
        private let verifier: String
        private let tokenHash: [UInt8]

        init(_ token: String, checkedBy verifier: TokenVerifier) {
            self.verifier = verifier.fingerprint
            tokenHash = Digest.sha256(Array(token.utf8))
        }
    }

    private struct Entry {
        let principal: Principal
        let validUntil: Int
    }

    private let limit: Int
    private let entries = Locked<[Key: Entry]>([:])

    /// A cache of at most `limit` tokens.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whose token `key` stands for, if it is known and valid at `now`.
    func principal(for key: Key, now: Int) -> Principal? {
        entries.withLock { entries in
            guard let entry = entries[key] else { return nil }
            guard now < entry.validUntil else {
                entries[key] = nil
                return nil
            }
            return entry.principal
        }
    }

    /// Keeps a token until `validUntil`; makes room by dropping what expired, and everything if that is not enough.
    func insert(_ principal: Principal, for key: Key, validUntil: Int, now: Int) {
        entries.withLock { entries in
            if entries.count >= limit { entries = entries.filter { now < $0.value.validUntil } }
            if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
            entries[key] = Entry(principal: principal, validUntil: validUntil)
        }
    }
}
