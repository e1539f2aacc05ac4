// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// A parsed command line.
package struct Invocation: Sendable, Equatable {
    package let declaration: CommandDeclaration
    /// The values given by place.
    package let arguments: [String]
    /// Whether only the result is wanted, not what goes on meanwhile.
    package let isQuiet: Bool
    private let values: [String: [String]]

    init(declaration: CommandDeclaration, arguments: [String], values: [String: [String]], isQuiet: Bool = false) {
        self.isQuiet = isQuiet
        self.declaration = declaration
        self.arguments = arguments
        self.values = values
    }

    /// Whether the switch `name` is on, or the flag `name` has a value.
    package func has(_ name: String) -> Bool {
        values[name] != nil
    }

    /// The value of the flag whose first spelling is `name`; the last one if it came several times.
    package func value(_ name: String) -> String? {
        values[name]?.last
    }

    /// All values of the flag whose first spelling is `name`.
    package func values(_ name: String) -> [String] {
        values[name] ?? []
    }

    /// The value of the flag as a number of at least `minimum`.
    package func integer(_ name: String, minimum: Int = 0) throws(UsageError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), number >= minimum else {
            throw UsageError("'\(Flag.spelling(of: name))' takes a whole number of at least \(minimum), not '\(text)'.")
        }
        return number
    }

    /// The argument called `name` in the declaration; nil if it is optional and was left out.
    package func argument(_ name: String) -> String? {
        guard let index = declaration.arguments.firstIndex(where: { $0.name == name }) else { return nil }
        return index < arguments.count ? arguments[index] : nil
    }

    /// The value of a flag that reads files: `@FILE` gives the content of the file, without line ends around it.
    package func expandedValue(_ name: String) throws(CommandFailure) -> String? {
        guard let text = value(name), text.hasPrefix("@") else { return value(name) }
        let path = String(text.dropFirst())
        let content: Data?
        do {
            content = try Files.read(path)
        } catch {
            throw CommandFailure("Could not read the file of '\(Flag.spelling(of: name))': \(error).")
        }
        guard let content else {
            throw CommandFailure("Could not read the file of '\(Flag.spelling(of: name))': there is no file \(path).")
        }
        let lines = String(decoding: content, as: UTF8.self)
        return String(lines.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
