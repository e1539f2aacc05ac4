// SPDX-License-Identifier: Apache-2.0

/// Growing pauses between tries: each is twice the one before, up to a limit, until `reset`.
package struct Backoff: Sendable {
    private let first: Duration
    private let limit: Duration
    private var following: Duration

    package init(first: Duration = .milliseconds(200), limit: Duration = .seconds(10)) {
        self.first = first
        self.limit = limit
        self.following = first
    }

    /// The pause before the next try.
    package mutating func next() -> Duration {
        defer { following = min(following * 2, limit) }
        return following
    }

    /// Starts over, after a try that went well for long enough.
    package mutating func reset() {
        following = first
    }
}
