// SPDX-License-Identifier: Apache-2.0

package import Basics
package import FoundationEssentials

/// How log lines look.
package enum LogFormat: String, Sendable, CaseIterable {
    /// `human` on a terminal, `json` otherwise.
    case auto
    case human
    case json

    /// One line, with its line end.
    package func line(_ event: LogEvent, at date: Date) -> String {
        self == .json ? Self.jsonLine(event, date) : Self.humanLine(event, date)
    }

    private static func humanLine(_ event: LogEvent, _ date: Date) -> String {
        let level = event.level.rawValue
        let padding = String(repeating: " ", count: max(0, 7 - level.count))
        var line = "\(date.millisecondText) \(level)\(padding) \(event.message)"
        for (key, value) in event.metadata.sorted(by: { $0.key < $1.key }) {
            let isPlain = !value.isEmpty && value.allSatisfy { !$0.isWhitespace && $0 != "\"" }
            line += " \(key)=" + (isPlain ? printable(value) : quoted(value))
        }
        return line + "\n"
    }

    private static func jsonLine(_ event: LogEvent, _ date: Date) -> String {
        var pairs = [("time", date.millisecondText), ("level", event.level.rawValue), ("message", event.message)]
        // Names that the line has already would make two keys of one name.
        let taken = Set(pairs.map(\.0))
        pairs += event.metadata.sorted { $0.key < $1.key }.map { (taken.contains($0) ? "\($0)_" : $0, $1) }
        return "{" + pairs.map { "\(quoted($0)):\(quoted($1))" }.joined(separator: ",") + "}\n"
    }

    /// A JSON string; also what the human form uses for text with blanks.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Nothing that comes from outside may steer the terminal.
    private static func printable(_ text: String) -> String {
        text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? quoted(text) : text
    }
}
