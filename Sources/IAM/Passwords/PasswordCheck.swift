// SPDX-License-Identifier: Apache-2.0

import API
import Cryptography

/// Compares passwords with their hashes, a bounded number at a time: each comparison is expensive by design.
actor PasswordCheck {
    private let hasher: PasswordHasher
    private let limit: Int
    private var inProgress: [String: Int] = [:]

    /// At most `limit` comparisons may be under way or wait, half of them for one address; more are refused.
    init(hasher: PasswordHasher, limit: Int = 64) {
        self.hasher = hasher
        self.limit = limit
    }

    /// Whether `hash` was made of `password`, which came from `address`; without a hash no, after the same time.
    func matches(_ password: String, hash: String?, address: String) async throws -> Bool {
        let source = NetworkSource.text(of: address)
        let own = inProgress[source, default: 0]
        guard own < limit / 2, inProgress.values.reduce(0, +) < limit else { throw APIError.tooBusy }
        inProgress[source] = own + 1
        defer { leave(source) }
        return await hasher.verify(password, against: hash)
    }

    private func leave(_ source: String) {
        let left = inProgress[source, default: 1] - 1
        inProgress[source] = left > 0 ? left : nil
    }
}
