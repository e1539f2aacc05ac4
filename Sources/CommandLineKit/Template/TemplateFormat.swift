// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The `printf` of templates: verbs `v`, `s`, `q`, `d`, `t`, `f`, `x`, `X`, `o`, `b` and `c`, with flags, width and precision.
enum TemplateFormat {
    private struct Verb {
        var isLeft = false
        var hasSign = false
        var padsWithZeros = false
        var width = 0
        var precision: Int?
        var letter: Character = "v"
    }

    /// What does not fit is told in the text, as Go does: `%!d(string=x)`, `%!v(MISSING)`, `%!(EXTRA int64=1)`.
    static func text(_ format: String, _ arguments: [TemplateValue]) -> String {
        var result = ""
        var rest = arguments[...]
        var characters = Substring(format)
        while let character = characters.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            guard let verb = verb(&characters) else { return result + "%!(NOVERB)" }
            if verb.letter == "%" {
                result.append("%")
            } else if let argument = rest.popFirst() {
                result += padded(formatted(argument, verb), verb)
            } else {
                result += "%!\(verb.letter)(MISSING)"
            }
        }
        let extra = rest.map { "\($0.typeName)=\($0.printed)" }.joined(separator: ", ")
        return rest.isEmpty ? result : result + "%!(EXTRA \(extra))"
    }

    private static func verb(_ text: inout Substring) -> Verb? {
        var verb = Verb()
        flags: while let flag = text.first {
            switch flag {
            case "-": verb.isLeft = true
            case "+": verb.hasSign = true
            case "0": verb.padsWithZeros = true
            case " ", "#": break
            default: break flags
            }
            text.removeFirst()
        }
        verb.width = min(number(&text) ?? 0, 1000)
        if text.first == "." {
            text.removeFirst()
            verb.precision = min(number(&text) ?? 0, 1000)
        }
        guard let letter = text.popFirst() else { return nil }
        verb.letter = letter
        return verb
    }

    private static func number(_ text: inout Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text.removeFirst(digits.count)
        return digits.isEmpty ? nil : Int(digits) ?? .max
    }

    private static func formatted(_ value: TemplateValue, _ verb: Verb) -> String {
        let plus = { (isNegative: Bool) in verb.hasSign && !isNegative ? "+" : "" }
        switch (verb.letter, value) {
        case ("v", .integer(let number)), ("d", .integer(let number)): return plus(number < 0) + String(number)
        case ("v", _): return value.printed
        case ("s", .text(let text)): return verb.precision.map { String(text.prefix($0)) } ?? text
        case ("s", .list), ("s", .map), ("s", .record), ("d", .list), ("d", .map): return value.printed
        case ("q", .text(let text)): return quoted(text)
        case ("t", .boolean(let truth)): return String(truth)
        case ("x", .integer(let number)): return String(number, radix: 16)
        case ("X", .integer(let number)): return String(number, radix: 16, uppercase: true)
        case ("o", .integer(let number)): return String(number, radix: 8)
        case ("b", .integer(let number)): return String(number, radix: 2)
        case ("c", .integer(let number)):
            return UInt32(exactly: number).flatMap(UnicodeScalar.init).map { String(Character($0)) } ?? "\u{FFFD}"
        case ("f", .number(let number)): return plus(number < 0) + fixed(number, digits: verb.precision ?? 6)
        case ("x", .text(let text)):
            return text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        default: return "%!\(verb.letter)(\(value.typeName)=\(value.printed))"
        }
    }

    private static func fixed(_ number: Double, digits: Int) -> String {
        guard number.isFinite, digits <= 15, abs(number) < 1e15 else { return String(number) }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (abs(number) * scale).rounded()
        guard scaled < 9e15 else { return String(number) }
        let text = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        let sign = number < 0 ? "-" : ""
        return sign + padded.dropLast(digits) + (digits > 0 ? "." + padded.suffix(digits) : "")
    }

    private static func quoted(_ text: String) -> String {
        let escapes: [Character: String] = ["\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"]
        return "\"" + text.map { escapes[$0] ?? String($0) }.joined() + "\""
    }

    private static func padded(_ text: String, _ verb: Verb) -> String {
        let missing = verb.width - text.count
        guard missing > 0 else { return text }
        if verb.isLeft { return text + String(repeating: " ", count: missing) }
        guard verb.padsWithZeros else { return String(repeating: " ", count: missing) + text }
        let zeros = String(repeating: "0", count: missing)
        return text.first.map { "+-".contains($0) } ?? false
            ? String(text.prefix(1)) + zeros + text.dropFirst() : zeros + text
    }
}
