// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// Makes whoever guesses passwords wait longer and longer, and keeps nobody out who has been here before.
///
/// Failures are counted three ways: of one user from one address, from one address whatever the user, and of one user
/// whatever the address. Who has signed in from an address before is held to the first count alone, so that no failures
/// elsewhere can lock a user out. All of it lives in memory, is bounded, and is forgotten after a quiet time.
final class SignInThrottle: Sendable {
    /// Who tries to sign in, and from where.
    struct Attempt: Sendable {
        fileprivate let pair: Key
        fileprivate let all: [Key]

        init(userName: String, address: String) {
            let source = NetworkSource.text(of: address)
            // Names are cut, so that many long ones do not fill the memory.
            let name = String(userName.prefix(254)).lowercased()
            pair = .pair(userName: name, source: source)
            all = [pair, .source(source), .user(name)]
        }

        /// A try that names no user, as with a code.
        init(address: String) {
            pair = .pair(userName: "", source: NetworkSource.text(of: address))
            all = [pair]
        }
    }

    fileprivate enum Key: Hashable, Sendable {
        case pair(userName: String, source: String)
        case source(String)
        case user(String)

        /// This many failures cost nothing: people mistype, and many may share an address.
        var free: Int {
            if case .pair = self { 5 } else { 50 }
        }

        /// In seconds.
        var longestWait: Double {
            // A user under attack from everywhere must get a turn from an address that is new.
            if case .user = self { 15 } else { 60 }
        }
    }

    private struct Failures {
        var count: Int
        var last: Date
    }

    private struct State {
        var failures: [Key: Failures] = [:]
        var known: [Key: Date] = [:]
    }

    private static let memory = 900.0
    private static let memoryOfSuccess = 30 * 86_400.0

    private let time: TimeSource
    private let limit: Int
    private let state = Locked(State())

    init(time: TimeSource, limit: Int = 30_000) {
        self.time = time
        self.limit = limit
    }

    /// Lets an attempt in, or tells how many seconds it must wait.
    ///
    /// Past the free failures one attempt a pause is let in, however many come at once.
    func secondsToWait(_ attempt: Attempt) -> Int? {
        let now = time.now()
        return state.withLock { state in
            let keys = Self.isKnown(attempt, state, now) ? [attempt.pair] : attempt.all
            let waits = keys.compactMap { key in Self.wait(state.failures[key], key, now) }
            if let longest = waits.max() { return longest }
            for key in keys {
                guard let known = Self.recent(state.failures[key], now), known.count >= key.free else { continue }
                state.failures[key]?.last = now
            }
            return nil
        }
    }

    /// Counts a failure.
    func failed(_ attempt: Attempt) {
        let now = time.now()
        state.withLock { state in
            if state.failures.count > limit - attempt.all.count { Self.shrink(&state.failures, to: limit / 2, now) }
            for key in attempt.all {
                let count = Self.recent(state.failures[key], now)?.count ?? 0
                state.failures[key] = Failures(count: count + 1, last: now)
            }
        }
    }

    /// Forgets the failures of this user from this address, and knows both from now on.
    func succeeded(_ attempt: Attempt) {
        let now = time.now()
        state.withLock { state in
            state.failures[attempt.pair] = nil
            if state.known.count >= limit, state.known[attempt.pair] == nil {
                let newest = state.known.sorted { $0.value > $1.value }.prefix(limit / 2)
                state.known = Dictionary(newest.map { ($0.key, $0.value) }) { first, _ in first }
            }
            state.known[attempt.pair] = now
        }
    }

    private static func isKnown(_ attempt: Attempt, _ state: State, _ now: Date) -> Bool {
        guard let since = state.known[attempt.pair] else { return false }
        return now.timeIntervalSince(since) < memoryOfSuccess
    }

    private static func recent(_ failures: Failures?, _ now: Date) -> Failures? {
        failures.flatMap { now.timeIntervalSince($0.last) < memory ? $0 : nil }
    }

    private static func wait(_ failures: Failures?, _ key: Key, _ now: Date) -> Int? {
        guard let known = recent(failures, now), known.count >= key.free else { return nil }
        let pause = min(key.longestWait, Double(1 << min(known.count - key.free, 10)))
        let passed = now.timeIntervalSince(known.last)
        // A clock that was set back must not keep anybody out until it is where it was.
        guard passed >= 0, passed < pause else { return nil }
        return Int((pause - passed).rounded(.up))
    }

    /// Makes room by dropping what is old, then whoever failed least: many made-up names must not push out a guesser.
    private static func shrink(_ failures: inout [Key: Failures], to count: Int, _ now: Date) {
        failures = failures.filter { now.timeIntervalSince($0.value.last) < memory }
        guard failures.count > count else { return }
        let worst = failures.sorted { ($0.value.count, $0.value.last) > ($1.value.count, $1.value.last) }.prefix(count)
        failures = Dictionary(worst.map { ($0.key, $0.value) }) { first, _ in first }
    }
}
