// SPDX-License-Identifier: Apache-2.0

import PluginKit

/// A plug-in in the register: what it said about itself when it was installed, and where its program is.
struct InstalledPlugin: Codable, Sendable {
    let metadata: PluginMetadata
    let location: String

    private enum CodingKeys: String, CodingKey {
        case location = "Location"
    }

    init(metadata: PluginMetadata, location: String) {
        self.metadata = metadata
        self.location = location
    }

    init(from decoder: any Decoder) throws {
        metadata = try PluginMetadata(from: decoder)
        location = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .location)
    }

    func encode(to encoder: any Encoder) throws {
        try metadata.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(location, forKey: .location)
    }
}

extension PluginMetadata {
    /// Whether `word` is one of the plug-in's namespaces.
    func owns(_ word: String) -> Bool {
        namespaces?.contains { $0.name == word } ?? false
    }
}
