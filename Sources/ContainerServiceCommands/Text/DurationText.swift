// SPDX-License-Identifier: Apache-2.0

import Basics

/// Durations as people type and read them.
package enum DurationText {
    /// Reads `90s`, `15m`, `1h`, or `1h30m`; a number alone counts seconds.
    ///
    /// Nil for anything else, and for no time at all.
    package static func parse(_ text: String) -> Duration? {
        if let seconds = Int(text) { return seconds > 0 && seconds <= 1_000_000 ? .seconds(seconds) : nil }
        // Nobody waits for days.
        guard !text.contains("d") else { return nil }
        return TimeSpanText.seconds(text).map { .seconds($0) }
    }

    /// The whole seconds of `duration`: `45s`, `2m05s`, `1h00m`.
    package static func text(_ duration: Duration) -> String {
        let seconds = max(0, Int(duration.components.seconds))
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m\(twoDigits(seconds % 60))s" }
        return "\(seconds / 3600)h\(twoDigits(seconds % 3600 / 60))m"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
