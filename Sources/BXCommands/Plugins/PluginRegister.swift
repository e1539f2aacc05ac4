// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import FoundationEssentials
import PluginKit

/// The register of installed plug-ins, `plugins/config.json`: help and dispatch need no plug-in to run.
///
/// What is installed changes in a single step, the rename of a program to its place. The register says before what will
/// hold once that has happened, so whoever reads it finds program and entry in agreement, after a crash at any point too.
struct PluginRegister: Sendable {
    /// An installation that may or may not have reached its rename.
    private struct Pending: Codable {
        let entry: InstalledPlugin
        /// Where the program is until then, from the folder of plug-ins on.
        let staged: String

        enum CodingKeys: String, CodingKey {
            case entry = "Entry"
            case staged = "Staged"
        }
    }

    private struct Content: Decodable {
        let plugins: [String: InstalledPlugin]?
        let pending: Pending?

        enum CodingKeys: String, CodingKey {
            case plugins = "Plugins"
            case pending = "Pending"
        }
    }

    private let file: ConfigurationFile
    private let paths: BluemixPaths

    init(_ paths: BluemixPaths) {
        self.paths = paths
        file = ConfigurationFile(paths.pluginRegister)
    }

    /// All plug-ins, sorted by name.
    func installed() throws -> InstalledPlugins {
        guard let data = try Files.read(file.path) else { return InstalledPlugins(all: []) }
        guard let content = try? JSONDecoder().decode(Content.self, from: data) else {
            throw CommandFailure("The register of plug-ins \(file.path) is damaged. Remove it and install them again.")
        }
        var plugins = content.plugins ?? [:]
        if let pending = content.pending, isPlaced(pending) { plugins[pending.entry.metadata.name] = pending.entry }
        return InstalledPlugins(all: plugins.values.sorted { $0.metadata.name < $1.metadata.name })
    }

    func plugin(_ name: String) throws -> InstalledPlugin? {
        try installed().plugin(name)
    }

    /// Makes a folder to collect a plug-in in, after clearing away what installations left that did not end.
    func stagingFolder() throws -> StagingFolder {
        try Files.makeDirectory(paths.root, mode: 0o700)
        try Files.makeDirectory(paths.plugins, mode: 0o755)
        try file.hold {
            _ = try settle()
            StagingFolder.removeAbandoned(in: paths.plugins)
        }
        return try StagingFolder(in: paths.plugins)
    }

    /// Moves the program at `path` to its place and enters the plug-in instead of one with its name.
    ///
    /// `check` gets the others while no other process can add one. Nothing has changed if this throws.
    func add(
        _ plugin: InstalledPlugin,
        from path: String,
        checking check: ([PluginMetadata]) throws -> Void
    ) throws {
        let name = plugin.metadata.name
        try file.hold {
            var content = try settle()
            try check(try installed().all.map(\.metadata).filter { $0.name != name })
            try Files.makeDirectory(paths.directory(ofPlugin: name), mode: 0o755)
            let pending = Pending(entry: plugin, staged: String(path.dropFirst(paths.plugins.count + 1)))
            content["Pending"] = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(pending))
            try file.replace(with: content)
            do {
                try Files.move(path, to: plugin.program(in: paths))
            } catch {
                _ = try? settle()
                throw error
            }
            // It is installed by now; tidying up can wait for the next change.
            _ = try? settle()
        }
    }

    /// Removes the folder of an installation that is over.
    ///
    /// As long as the register cannot say how it went, the folder says so, and stays for the next installation.
    func remove(_ folder: StagingFolder) {
        try? file.hold {
            _ = try settle()
            folder.remove()
        }
    }

    /// Strikes out the plug-in, then lets `clear` remove its program.
    func remove(_ name: String, clearing clear: () throws -> Void) throws {
        try file.hold {
            var content = try settle()
            content["Plugins"]?[name] = nil
            try file.replace(with: content)
            try clear()
        }
    }

    /// Writes down what became of a pending installation, and gives the content.
    private func settle() throws -> JSONValue {
        let old = try file.read()
        guard let pending = old["Pending"] else { return old }
        var new = old
        new["Pending"] = nil
        let typed = try? JSONDecoder().decode(Pending.self, from: JSONEncoder().encode(pending))
        if let typed, isPlaced(typed) {
            var plugins = new["Plugins"] ?? .object([:])
            plugins[typed.entry.metadata.name] = pending["Entry"]
            new["Plugins"] = plugins
        }
        try file.replace(with: new)
        return new
    }

    private func isPlaced(_ pending: Pending) -> Bool {
        !Files.exists("\(paths.plugins)/\(pending.staged)") && Files.exists(pending.entry.program(in: paths))
    }
}
