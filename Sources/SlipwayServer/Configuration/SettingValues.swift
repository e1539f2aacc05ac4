// SPDX-License-Identifier: Apache-2.0

import Basics
package import CommandLineKit
import FoundationEssentials

/// The text of each setting that was given, from the place that counts most: flag, environment, file.
package struct SettingValues: Sendable, Equatable {
    private static let standardFile = "/etc/slipway/slipwayd.json"

    /// A value and where it came from.
    struct Entry: Sendable, Equatable {
        let text: String
        /// For messages: `--listen`, `SLIPWAY_LISTEN`, `/etc/slipway/slipwayd.json`.
        let origin: String
    }

    private let entries: [String: Entry]
    /// Variables that look like settings and are none.
    package let unknownVariables: [String]

    /// Reads the three places; empty text counts as not given.
    package init(flags: Invocation, environment: [String: String]) throws {
        var entries = try Self.fileEntries(flags: flags, environment: environment)
        for setting in Settings.all {
            if let text = environment[setting.variable], !text.isEmpty {
                entries[setting.name] = Entry(text: text, origin: setting.variable)
            }
            if let text = flags.value(setting.name), !text.isEmpty {
                entries[setting.name] = Entry(text: text, origin: "--\(setting.name)")
            }
        }
        self.entries = entries
        let known = Set(([Settings.file] + Settings.all).map(\.variable))
        unknownVariables = environment.keys.filter { $0.hasPrefix("SLIPWAY_") && !known.contains($0) }.sorted()
    }

    subscript(_ name: String) -> Entry? {
        entries[name]
    }

    private static func fileEntries(flags: Invocation, environment: [String: String]) throws -> [String: Entry] {
        let given =
            flags.value(Settings.file.name) ?? environment[Settings.file.variable].flatMap { $0.isEmpty ? nil : $0 }
        let path = given ?? standardFile
        guard let content = try Files.read(path) else {
            guard given == nil else { throw ConfigurationError("there is no configuration file \(path)") }
            return [:]
        }
        let values: [String: String]
        do {
            values = try JSONDecoder().decode([String: String].self, from: content)
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            let key = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw ConfigurationError("the setting \"\(key)\" in \(path) is not a text in quotes")
        } catch {
            throw ConfigurationError("\(path) is not a JSON object of texts")
        }
        let names = Set(Settings.all.map(\.name))
        if let unknown = values.keys.sorted().first(where: { !names.contains($0) }) {
            throw ConfigurationError.unknown(unknown, in: path)
        }
        return values.filter { !$0.value.isEmpty }.mapValues { Entry(text: $0, origin: path) }
    }
}
