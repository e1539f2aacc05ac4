// SPDX-License-Identifier: Apache-2.0

import Basics

/// Remembers whose valid tokens were seen, by the hash of the token, for as long as each is valid.
final class VerifiedTokenCache: Sendable {
    private struct Entry {
        let principal: Principal
        let validUntil: Int
    }

    private let limit: Int
    private let entries = Locked<[String: Entry]>([:])

    /// A cache of at most `limit` tokens.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whose token has the hash `key`, if it is known and valid at `now`.
    func principal(for key: String, now: Int) -> Principal? {
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
    func insert(_ principal: Principal, for key: String, validUntil: Int, now: Int) {
        entries.withLock { entries in
            if entries.count >= limit { entries = entries.filter { now < $0.value.validUntil } }
            if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
            entries[key] = Entry(principal: principal, validUntil: validUntil)
        }
    }
}
