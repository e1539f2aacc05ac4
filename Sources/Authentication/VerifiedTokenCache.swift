// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography

/// Remembers whose valid tokens were seen, by the hash of the token, for as long as each is valid.
///
/// Room is made by forgetting the tokens that were not seen since the last time that there was none.
final class VerifiedTokenCache: Sendable {
    /// Other keys, other tokens: what a key that is gone has signed must be refused from that moment on.
    struct Key: Hashable {
        private let hash: SIMD4<UInt64>

        init(_ token: String, checkedBy verifier: TokenVerifier) {
            var bytes = Array(verifier.fingerprint.utf8)
            bytes += token.utf8
            hash = Digest.sha256(bytes).withUnsafeBytes { $0.loadUnaligned(as: SIMD4<UInt64>.self) }
        }
    }

    private struct Entry {
        let principal: Principal
        let validUntil: Int
    }

    private struct Generations {
        var recent: [Key: Entry] = [:]
        var older: [Key: Entry] = [:]
    }

    private let limit: Int
    private let generations = Locked(Generations())

    /// A cache of at most `limit` tokens, which is two or more.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whose token `key` stands for, if it is known and valid at `now`.
    func principal(for key: Key, now: Int) -> Principal? {
        generations.withLock { generations in
            if let entry = generations.recent[key] { return now < entry.validUntil ? entry.principal : nil }
            guard let entry = generations.older[key], now < entry.validUntil else { return nil }
            add(entry, for: key, to: &generations)
            return entry.principal
        }
    }

    /// Keeps a token until `validUntil`.
    func insert(_ principal: Principal, for key: Key, validUntil: Int) {
        generations.withLock { generations in
            add(Entry(principal: principal, validUntil: validUntil), for: key, to: &generations)
        }
    }

    private func add(_ entry: Entry, for key: Key, to generations: inout Generations) {
        if generations.recent.count >= limit / 2 {
            generations.older = generations.recent
            generations.recent = [:]
            generations.recent.reserveCapacity(limit / 2)
        }
        generations.recent[key] = entry
    }
}
