// SPDX-License-Identifier: Apache-2.0

/// A version of three numbers.
package struct PluginVersion: Sendable, Equatable, Comparable, CustomStringConvertible, Codable {
    package var major: Int
    package var minor: Int
    package var build: Int

    private enum CodingKeys: String, CodingKey {
        case major = "Major"
        case minor = "Minor"
        case build = "Build"
    }

    package init(_ major: Int, _ minor: Int, _ build: Int) {
        self.major = major
        self.minor = minor
        self.build = build
    }

    /// Reads `1`, `1.2` or `1.2.3`, with anything after `+` or `-` left out; nil if it is none of these.
    package init?(_ text: String) {
        let numbers = text.prefix { $0 != "+" && $0 != "-" }.split(separator: ".", omittingEmptySubsequences: false)
            .map { Int($0) }
        guard (1...3).contains(numbers.count), !numbers.contains(nil) else { return nil }
        let parts = numbers.compactMap(\.self) + [0, 0]
        self.init(parts[0], parts[1], parts[2])
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        major = try container.decodeIfPresent(Int.self, forKey: .major) ?? 0
        minor = try container.decodeIfPresent(Int.self, forKey: .minor) ?? 0
        build = try container.decodeIfPresent(Int.self, forKey: .build) ?? 0
    }

    package var description: String {
        "\(major).\(minor).\(build)"
    }

    package static func < (left: PluginVersion, right: PluginVersion) -> Bool {
        (left.major, left.minor, left.build) < (right.major, right.minor, right.build)
    }
}
