// SPDX-License-Identifier: Apache-2.0

/// Waiting for the world to change, with a limit.
package enum Deadline {
    /// Asks `condition` again and again until it gives a value; nil once `limit` has passed.
    ///
    /// `condition` is asked at least once. The pauses between are `interval`, or a twentieth of the time waited so far
    /// once that is longer, so that many who wait on a busy host do not make it busier. Throws when `condition`
    /// throws and when the task is cancelled.
    package nonisolated(nonsending) static func poll<Value>(
        every interval: Duration = .milliseconds(50),
        limit: Duration,
        _ condition: () async throws -> Value?
    ) async throws -> Value? {
        let start = ContinuousClock.now
        while true {
            if let value = try await condition() { return value }
            let waited = start.duration(to: .now)
            guard waited < limit else { return nil }
            try await Task.sleep(for: max(interval, waited / 20))
        }
    }
}
