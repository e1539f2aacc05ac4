// SPDX-License-Identifier: Apache-2.0

/// Amounts of bytes as people read them, in units of 1000.
package enum ByteText {
    private static let units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"]

    /// `0 B`, `5.1 GB`, `264 MB`: one decimal below ten, none above.
    package static func text(_ bytes: Int) -> String {
        guard bytes >= 10 else { return "\(bytes) B" }
        var value = Double(bytes)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = Int((value * 10 + 0.5).rounded(.down))
        if tenths >= 100 { return "\(Int((Double(tenths) / 10).rounded())) \(units[unit])" }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }

    /// As `text`; a negative amount stands for no limit.
    package static func limit(_ bytes: Int) -> String {
        bytes < 0 ? "Unlimited" : text(bytes)
    }
}
