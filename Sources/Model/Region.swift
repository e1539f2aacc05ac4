// SPDX-License-Identifier: Apache-2.0

/// A region of the container service with its locations.
package struct Region: Sendable, Equatable {
    package let name: String
    /// The default location comes first; there is at least one.
    package let zones: [String]

    package init(name: String, zones: [String]) {
        self.name = name
        self.zones = zones
    }

    /// What the region is called elsewhere in the original.
    package var alias: String {
        Self.aliases[name] ?? name
    }

    private static let aliases = [
        "ap-north": "jp-tok", "ap-south": "au-syd", "eu-central": "eu-de", "uk-south": "eu-gb",
    ]
}
