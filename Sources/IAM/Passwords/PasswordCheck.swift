// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography

/// Compares passwords with their hashes, a bounded number at a time: each comparison is expensive by design.
actor PasswordCheck {
    private let hasher: PasswordHasher
    private let limit: Int
    private var inProgress = 0

    /// At most `limit` comparisons may be under way or wait; more are refused.
    init(hasher: PasswordHasher, limit: Int = 64) {
        self.hasher = hasher
        self.limit = limit
    }

    /// Whether `hash` was made of `password`; without a hash no, after the same time.
    func matches(_ password: String, hash: String?) async throws -> Bool {
        guard inProgress < limit else { throw APIError.tooBusy }
        inProgress += 1
        defer { inProgress -= 1 }
        return await hasher.verify(password, against: hash)
    }
}
