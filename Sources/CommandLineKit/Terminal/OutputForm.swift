// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// How a command shows what it found: for people, or as JSON for programs.
package enum OutputForm {
    package static let flag = Flag(
        "output",
        value: "json",
        summary: "Print JSON and nothing else",
        isForPrograms: true
    )

    /// Whether JSON is wanted.
    package static func isJSON(_ invocation: Invocation) throws(UsageError) -> Bool {
        switch invocation.value("output")?.lowercased() {
        case nil: return false
        case "json": return true
        case let other?: throw UsageError("'--output' takes 'json', not '\(other)'.")
        }
    }

    /// Writes `value` as JSON and nothing else.
    package static func show(_ value: some Encodable, on terminal: Terminal) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        terminal.say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
