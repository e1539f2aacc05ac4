// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// Makes whoever guesses passwords wait longer and longer.
///
/// It counts failures by user and address together, so that nobody can lock a user out from elsewhere, and it forgets
/// them after a quiet time. It lives in memory and is bounded.
final class SignInThrottle: Sendable {
    /// Who tries to sign in, and from where.
    struct Subject: Hashable, Sendable {
        private let userName: String
        private let address: String

        /// Names are cut, so that many long ones do not fill the memory.
        init(userName: String, address: String) {
            self.userName = String(userName.prefix(254)).lowercased()
            self.address = address
        }
    }

    private struct Failures {
        var count: Int
        var last: Date
    }

    /// This many failures cost nothing: people mistype.
    private static let free = 5
    private static let longestWait = 60.0
    private static let memory = 900.0

    private let time: TimeSource
    private let limit: Int
    private let failures = Locked<[Subject: Failures]>([:])

    init(time: TimeSource, limit: Int = 10_000) {
        self.time = time
        self.limit = limit
    }

    /// How long `subject` must wait before the next try; nil if it may try now.
    func secondsToWait(_ subject: Subject) -> Int? {
        let now = time.now()
        guard let known = failures.withLock({ $0[subject] }), known.count >= Self.free else { return nil }
        let pause = min(Self.longestWait, Double(1 << min(known.count - Self.free, 10)))
        let passed = now.timeIntervalSince(known.last)
        // A clock that was set back must not keep anybody out until it is where it was.
        guard passed >= 0, passed < pause else { return nil }
        return Int((pause - passed).rounded(.up))
    }

    /// Counts a failure.
    func failed(_ subject: Subject) {
        let now = time.now()
        failures.withLock { failures in
            if failures.count >= limit {
                failures = failures.filter { now.timeIntervalSince($0.value.last) < Self.memory }
            }
            if failures.count >= limit { failures.removeAll(keepingCapacity: true) }
            let known = failures[subject].flatMap { now.timeIntervalSince($0.last) < Self.memory ? $0.count : nil }
            failures[subject] = Failures(count: (known ?? 0) + 1, last: now)
        }
    }

    /// Forgets the failures of `subject`.
    func succeeded(_ subject: Subject) {
        failures.withLock { $0[subject] = nil }
    }
}
