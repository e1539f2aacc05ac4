// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// How long ago something was, in the largest whole unit: `23 hours ago`.
package enum RelativeTime {
    private static let units: [(seconds: Int, name: String)] = [
        (365 * 86_400, "year"), (30 * 86_400, "month"), (86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second"),
    ]

    /// The age of `date`; a date ahead of `now`, as clocks that differ make it, is `just now`.
    package static func text(from date: Date, to now: Date) -> String {
        let age = Int(now.timeIntervalSince(date).rounded(.down))
        guard let unit = units.first(where: { age >= $0.seconds }) else { return "just now" }
        let count = age / unit.seconds
        return "\(count) \(unit.name)\(count == 1 ? "" : "s") ago"
    }
}
