// SPDX-License-Identifier: Apache-2.0

/// Waiting for the world to change, with a limit.
package enum Deadline {
    /// Asks `condition` again and again until it gives a value; nil once `limit` has passed.
    ///
    /// `condition` is asked at least once. Throws when it throws and when the task is cancelled.
    package nonisolated(nonsending) static func poll<Value>(
        every interval: Duration = .milliseconds(50),
        limit: Duration,
        _ condition: () async throws -> Value?
    ) async throws -> Value? {
        let end = ContinuousClock.now + limit
        while true {
            if let value = try await condition() { return value }
            guard ContinuousClock.now < end else { return nil }
            try await Task.sleep(for: interval)
        }
    }
}
