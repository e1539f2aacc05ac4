// SPDX-License-Identifier: Apache-2.0

import Basics
import PluginKit

/// A plug-in in the register: what it said about itself when it was installed, and where its program is.
struct InstalledPlugin: Codable, Sendable {
    let metadata: PluginMetadata
    /// From the folder of plug-ins on, so that a home directory can move; older registers have it from the root on.
    private let location: String?

    private enum CodingKeys: String, CodingKey {
        case location = "Location"
    }

    /// A plug-in at its usual place.
    init(metadata: PluginMetadata) {
        self.metadata = metadata
        location = "\(metadata.name)/\(metadata.name)"
    }

    init(from decoder: any Decoder) throws {
        metadata = try PluginMetadata(from: decoder)
        location = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .location)
    }

    func encode(to encoder: any Encoder) throws {
        try metadata.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(location, forKey: .location)
    }

    /// The path of its program.
    func program(in paths: BluemixPaths) -> String {
        let usual = paths.directory(ofPlugin: metadata.name) + "/" + metadata.name
        guard let location, !location.isEmpty else { return usual }
        guard location.hasPrefix("/") else { return "\(paths.plugins)/\(location)" }
        // The home directory may have moved since this was written.
        return Files.exists(location) ? location : usual
    }
}
