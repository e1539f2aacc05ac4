// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// The register of installed plug-ins, `plugins/config.json`: help and dispatch need no plug-in to run.
struct PluginRegister: Sendable {
    private struct Content: Decodable {
        let plugins: [String: InstalledPlugin]?

        enum CodingKeys: String, CodingKey {
            case plugins = "Plugins"
        }
    }

    private let file: ConfigurationFile

    init(_ paths: BluemixPaths) {
        file = ConfigurationFile(paths.pluginRegister)
    }

    /// All plug-ins, sorted by name.
    func installed() throws -> [InstalledPlugin] {
        guard let data = try Files.read(file.path) else { return [] }
        guard let content = try? JSONDecoder().decode(Content.self, from: data) else {
            throw CommandFailure("The register of plug-ins \(file.path) is damaged. Remove it and install them again.")
        }
        return (content.plugins ?? [:]).values.sorted { $0.metadata.name < $1.metadata.name }
    }

    func plugin(_ name: String) throws -> InstalledPlugin? {
        try installed().first { $0.metadata.name == name }
    }

    /// Enters `plugin` in the place of one with its name, after `place` has put its program where it belongs.
    func add(_ plugin: InstalledPlugin, placing place: () throws -> Void) throws {
        let entry = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(plugin))
        try file.update { content in
            try place()
            var plugins = content["Plugins"] ?? .object([:])
            plugins[plugin.metadata.name] = entry
            content["Plugins"] = plugins
        }
    }

    /// Strikes out the plug-in, then lets `clear` remove its program.
    func remove(_ name: String, clearing clear: () throws -> Void) throws {
        try file.update { content in
            var plugins = content["Plugins"] ?? .object([:])
            plugins[name] = nil
            content["Plugins"] = plugins
        }
        try clear()
    }
}
