// SPDX-License-Identifier: Apache-2.0

package import Basics
import CommandLineKit
import FoundationEssentials

/// A JSON file that several programs read and change at the same time.
///
/// Readers see the old or the new content, never a part; changes are made one after the other; keys that nobody here
/// knows survive. The file is for its owner alone.
package struct ConfigurationFile: Sendable {
    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// The content; an empty object if there is no file.
    package func read() throws -> JSONValue {
        guard let data = try Files.read(path), !data.isEmpty else { return .object([:]) }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: data), value.members != nil else {
            throw CommandFailure("The file \(path) is damaged. Repair it, or remove it and use 'bx login' again.")
        }
        return value
    }

    /// Changes the content while nobody else can.
    package func update<Result>(_ change: (inout JSONValue) throws -> Result) throws -> Result {
        try hold {
            let old = try read()
            var new = old
            let result = try change(&new)
            if new != old { try replace(with: new) }
            return result
        }
    }

    /// Runs `body`, which may `read` and `replace` as often as it needs to, while nobody else can change the file.
    package func hold<Result>(_ body: () throws -> Result) throws -> Result {
        try FileLock(path + ".lock").hold(body)
    }

    /// Writes the content without asking for the lock, which the caller holds.
    package func replace(with value: JSONValue) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try FileLock.makeParent(of: path)
        try Files.write(try encoder.encode(value) + Data("\n".utf8), to: path, mode: 0o600)
    }
}
