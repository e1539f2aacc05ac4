// SPDX-License-Identifier: Apache-2.0

/// What image builds may use of the host.
package struct BuildSettings: Sendable, Equatable {
    /// How many run at the same time; 0 switches builds off.
    package let atOnce: Int
    /// Limits of each.
    package let minutes: Int
    package let memoryGiB: Int
    package let diskGiB: Int

    /// Fills in what was not given.
    init(_ values: SettingValues) throws(ConfigurationError) {
        atOnce = try Self.number(values, "builds", 0...4) ?? 2
        minutes = try Self.number(values, "build-minutes", 1...1440) ?? 30
        memoryGiB = try Self.number(values, "build-memory", 1...1024) ?? 2
        diskGiB = try Self.number(values, "build-disk", 1...1024) ?? 10
    }

    private static func number(
        _ values: SettingValues,
        _ name: String,
        _ range: ClosedRange<Int>
    ) throws(ConfigurationError) -> Int? {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        return try ServerConfiguration.read(values, name, expected) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}
