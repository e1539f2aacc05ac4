// SPDX-License-Identifier: Apache-2.0

package import Basics
package import FoundationEssentials

/// How log lines look.
package enum LogFormat: String, Sendable, CaseIterable {
    /// `human` on a terminal, `json` otherwise.
    case auto
    case human
    case json

    /// One line in UTF-8, with its line end.
    package func line(_ event: LogEvent, at date: Date) -> [UInt8] {
        self == .json ? Self.jsonLine(event, date) : Array(Self.humanLine(event, date).utf8)
    }

    private static func humanLine(_ event: LogEvent, _ date: Date) -> String {
        let level = event.level.rawValue
        let padding = String(repeating: " ", count: max(0, 7 - level.count))
        let message = event.message.unicodeScalars.allSatisfy(isPrintable) ? event.message : quoted(event.message)
        var line = "\(date.millisecondText) \(level)\(padding) \(message)"
        for (key, value) in event.metadata.sorted(by: { $0.key < $1.key }) {
            line += " \(key)=" + (isPlain(value) ? value : quoted(value))
        }
        return line + "\n"
    }

    private static func jsonLine(_ event: LogEvent, _ date: Date) -> [UInt8] {
        let own = ["time", "level", "message"]
        var line: [UInt8] = []
        line.reserveCapacity(512)
        func add(_ key: String, _ value: String) {
            line.append(UInt8(ascii: line.isEmpty ? "{" : ","))
            append(key, to: &line)
            line.append(UInt8(ascii: ":"))
            append(value, to: &line)
        }
        for (key, value) in zip(own, [date.millisecondText, event.level.rawValue, event.message]) { add(key, value) }
        for (key, value) in event.metadata.sorted(by: { $0.key < $1.key }) {
            // A name that the line has already would make two keys of one name.
            add(own.contains(key) ? "\(key)_" : key, value)
        }
        line += "}\n".utf8
        return line
    }

    /// Adds a JSON string.
    private static func append(_ text: String, to line: inout [UInt8]) {
        // Almost all of a log, and far faster in one piece.
        if text.hasOnlyBytes({ $0 == 0x20 || isPlain($0) }) {
            line.append(UInt8(ascii: "\""))
            line += text.utf8
            line.append(UInt8(ascii: "\""))
        } else {
            line += quoted(text).utf8
        }
    }

    /// A JSON string; also what the human form uses for all but plain words.
    ///
    /// Nothing that comes from outside may steer the terminal, end a line or hide: what cannot be seen is written as
    /// an escape.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            default:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            }
        }
        return result + "\""
    }

    /// A word that nobody can take for more than one.
    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isPlain)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != 0x22 && byte != 0x5C
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        // Almost all of a log, and looking up properties takes time.
        if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
        return switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned,
            .spaceSeparator:
            false
        default: true
        }
    }
}
