// SPDX-License-Identifier: Apache-2.0

/// A file with an order: the part of YAML that such files need, which is lines of a key and one value.
///
/// Whatever else YAML knows is refused with its line, so that nothing is read other than as it was meant. A key without
/// a value counts as absent.
package struct OrderFile: Sendable, Equatable {
    /// Why a text is no order; `line` counts from 1.
    package struct Problem: Error, Equatable {
        package let line: Int
        /// A clause without a full stop.
        package let reason: String
    }

    package let values: [String: String]

    /// Reads `text`, in which only `keys` may stand.
    package init(_ text: String, keys: [String]) throws(Problem) {
        var values: [String: String] = [:]
        var seen: Set<String> = []
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() {
            let number = index + 1
            let content = index == 0 && line.hasPrefix("\u{FEFF}") ? line.dropFirst() : line
            if content == "---" && seen.isEmpty || Self.isEmpty(content) { continue }
            if content == "..." { break }
            let (key, rest) = try Self.split(content, number)
            guard keys.contains(key) else {
                throw Problem(line: number, reason: "'\(key)' is none of \(keys.joined(separator: ", "))")
            }
            guard seen.insert(key).inserted else { throw Problem(line: number, reason: "'\(key)' is there twice") }
            values[key] = try Self.scalar(rest, number)
        }
        self.values = values
    }

    private static func split(_ line: Substring, _ number: Int) throws(Problem) -> (key: String, rest: Substring) {
        guard line.first != " ", line.first != "\t" else {
            throw Problem(line: number, reason: "the line is indented, but there is nothing to be part of")
        }
        guard line != "-", !line.hasPrefix("- ") else {
            throw Problem(line: number, reason: "a list has no place here")
        }
        guard let colon = line.firstIndex(of: ":") else {
            throw Problem(line: number, reason: "'KEY: VALUE' is expected")
        }
        let rest = line[line.index(after: colon)...]
        guard rest.first.map({ $0 == " " || $0 == "\t" }) ?? true else {
            throw Problem(line: number, reason: "there is no space behind the colon")
        }
        return (String(trimmed(line[..<colon])), trimmed(rest))
    }

    /// What a value stands for; nil for none.
    private static func scalar(_ text: Substring, _ number: Int) throws(Problem) -> String? {
        guard let first = text.first, first != "#" else { return nil }
        if first == "'" || first == "\"" { return try quoted(text, number) }
        guard !"[]{}&*!|>%@`,?".contains(first), !text.hasPrefix("- ") else {
            throw Problem(line: number, reason: "the value has to be a plain word or stand in quotes")
        }
        var value = text
        if let comment = text.firstRange(of: " #") { value = trimmed(text[..<comment.lowerBound]) }
        guard !value.contains(": "), !value.hasSuffix(":") else {
            throw Problem(line: number, reason: "a value with a colon has to stand in quotes")
        }
        return ["~", "null", "Null", "NULL"].contains(value) ? nil : String(value)
    }

    private static func quoted(_ text: Substring, _ number: Int) throws(Problem) -> String {
        let quote = text.first
        var rest = text.dropFirst()
        var value = ""
        while let character = rest.popFirst() {
            if character == quote {
                guard quote == "'", rest.first == "'" else {
                    guard isEmpty(rest) else { throw Problem(line: number, reason: "there is text behind the quotes") }
                    return value
                }
                rest.removeFirst()
            } else if quote == "\"", character == "\\" {
                guard let escaped = rest.popFirst(), let meant = ["\"": "\"", "\\": "\\", "/": "/"][escaped] else {
                    throw Problem(line: number, reason: "only \\\" and \\\\ are known behind a backslash")
                }
                value += meant
                continue
            }
            value.append(character)
        }
        throw Problem(line: number, reason: "the quotes are not closed")
    }

    /// Whether there is nothing but space and a comment.
    private static func isEmpty(_ line: Substring) -> Bool {
        let content = line.drop { $0 == " " || $0 == "\t" }
        return content.isEmpty || content.first == "#"
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
