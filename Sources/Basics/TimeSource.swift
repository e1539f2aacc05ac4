// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Where the current time comes from, so that a test can decide what time it is.
package struct TimeSource: Sendable {
    /// The current time.
    package let now: @Sendable () -> Date

    package init(now: @escaping @Sendable () -> Date) {
        self.now = now
    }

    /// The clock of the machine.
    package static let system = TimeSource { Date() }
}
