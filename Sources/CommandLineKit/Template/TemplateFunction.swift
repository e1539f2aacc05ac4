// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// Why a function refused its arguments.
struct TemplateCallError: Error {
    let reason: String
}

/// A function that templates can call.
struct TemplateFunction: Sendable {
    private let minimum: Int
    private let maximum: Int
    /// The truth of an argument that is the result, whatever follows it.
    private let decisive: Bool?
    private let body: @Sendable ([TemplateValue]) throws(TemplateCallError) -> TemplateValue

    private init(
        _ minimum: Int,
        _ maximum: Int,
        decisive: Bool? = nil,
        _ body: @escaping @Sendable ([TemplateValue]) throws(TemplateCallError) -> TemplateValue
    ) {
        (self.minimum, self.maximum, self.decisive, self.body) = (minimum, maximum, decisive, body)
    }

    func stops(at value: TemplateValue) -> Bool {
        decisive == value.isTrue
    }

    func call(_ arguments: [TemplateValue]) throws(TemplateCallError) -> TemplateValue {
        guard arguments.count >= minimum, arguments.count <= maximum else {
            let wanted =
                minimum == maximum
                ? "\(minimum)" : arguments.count < minimum ? "at least \(minimum)" : "at most \(maximum)"
            throw TemplateCallError(reason: "wrong number of args: want \(wanted), got \(arguments.count)")
        }
        return try body(arguments)
    }

    static func named(_ name: String) -> TemplateFunction? {
        all[name]
    }

    private static let all: [String: TemplateFunction] = logic.merging(comparisons) { $1 }.merging(texts) { $1 }

    private static let logic: [String: TemplateFunction] = [
        "and": TemplateFunction(1, .max, decisive: false) { values in
            values.first { !$0.isTrue } ?? values[values.count - 1]
        },
        "or": TemplateFunction(1, .max, decisive: true) { values in
            values.first { $0.isTrue } ?? values[values.count - 1]
        },
        "not": TemplateFunction(1, 1) { .boolean(!$0[0].isTrue) },
    ]

    // MARK: - Comparisons

    private static let comparisons: [String: TemplateFunction] = [
        "eq": TemplateFunction(2, .max) { values throws(TemplateCallError) in
            for other in values.dropFirst() where try equal(values[0], other) { return .boolean(true) }
            return .boolean(false)
        },
        "ne": TemplateFunction(2, 2) { values throws(TemplateCallError) in .boolean(!(try equal(values[0], values[1])))
        },
        "lt": TemplateFunction(2, 2) { values throws(TemplateCallError) in .boolean(try precedes(values[0], values[1]))
        },
        "gt": TemplateFunction(2, 2) { values throws(TemplateCallError) in .boolean(try precedes(values[1], values[0]))
        },
        "le": TemplateFunction(2, 2) { values throws(TemplateCallError) in
            .boolean(!(try precedes(values[1], values[0])))
        },
        "ge": TemplateFunction(2, 2) { values throws(TemplateCallError) in
            .boolean(!(try precedes(values[0], values[1])))
        },
    ]

    private static func equal(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateCallError) -> Bool {
        switch (left, right) {
        case (.null, _), (_, .null): return left == right
        case (.boolean, .boolean), (.integer, .integer), (.number, .number), (.text, .text): return left == right
        case (.integer(let left), .number(let right)): return Double(left) == right
        case (.number(let left), .integer(let right)): return left == Double(right)
        case (.list, _), (.map, _), (.record, _), (_, .list), (_, .map), (_, .record):
            throw TemplateCallError(reason: "invalid type for comparison")
        default: throw TemplateCallError(reason: "incompatible types for comparison")
        }
    }

    private static func precedes(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateCallError) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): return left < right
        case (.number(let left), .number(let right)): return left < right
        case (.integer(let left), .number(let right)): return Double(left) < right
        case (.number(let left), .integer(let right)): return left < Double(right)
        case (.text(let left), .text(let right)): return Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8))
        case (.boolean, _), (.null, _), (.list, _), (.map, _), (.record, _):
            throw TemplateCallError(reason: "invalid type for comparison")
        default: throw TemplateCallError(reason: "incompatible types for comparison")
        }
    }

    // MARK: - Texts and collections

    private static let texts: [String: TemplateFunction] = [
        "len": TemplateFunction(1, 1) { values throws(TemplateCallError) in
            switch values[0] {
            case .text(let text): .integer(text.utf8.count)
            case .list(let elements): .integer(elements.count)
            case .map(let entries): .integer(entries.count)
            default: throw TemplateCallError(reason: "len of type \(values[0].typeName)")
            }
        },
        "index": TemplateFunction(1, .max) { values throws(TemplateCallError) in
            var value = values[0]
            for key in values.dropFirst() { value = try element(of: value, at: key) }
            return value
        },
        "print": TemplateFunction(0, .max) { .text(printed($0)) },
        "println": TemplateFunction(0, .max) { .text($0.map(\.printed).joined(separator: " ") + "\n") },
        "printf": TemplateFunction(1, .max) { values throws(TemplateCallError) in
            guard case .text(let format) = values[0] else { throw TemplateCallError(reason: "the format is no string") }
            return .text(TemplateFormat.text(format, Array(values.dropFirst())))
        },
        "json": TemplateFunction(1, 1) { .text(json($0[0])) },
        "join": TemplateFunction(2, 2) { values throws(TemplateCallError) in
            guard case .list(let elements) = values[0], case .text(let separator) = values[1] else {
                throw TemplateCallError(reason: "join takes a list and a string")
            }
            return .text(elements.map(\.printed).joined(separator: separator))
        },
        "split": TemplateFunction(2, 2) { values throws(TemplateCallError) in
            guard case .text(let separator) = values[1], !separator.isEmpty else {
                throw TemplateCallError(reason: "split takes a string and what divides it")
            }
            return .list(
                values[0].printed.split(separator: separator, omittingEmptySubsequences: false).map {
                    .text(String($0))
                }
            )
        },
        "lower": TemplateFunction(1, 1) { .text($0[0].printed.lowercased()) },
        "upper": TemplateFunction(1, 1) { .text($0[0].printed.uppercased()) },
    ]

    private static func element(
        of value: TemplateValue,
        at key: TemplateValue
    ) throws(TemplateCallError) -> TemplateValue {
        switch (value, key) {
        case (.map(let entries), .text(let name)): return entries[name] ?? .null
        case (.list(let elements), .integer(let index)):
            guard elements.indices.contains(index) else {
                throw TemplateCallError(reason: "index out of range: \(index)")
            }
            return elements[index]
        case (.null, _): throw TemplateCallError(reason: "index of untyped nil")
        case (.map, _), (.list, _):
            throw TemplateCallError(reason: "cannot index \(value.typeName) with type \(key.typeName)")
        default: throw TemplateCallError(reason: "can't index item of type \(value.typeName)")
        }
    }

    /// With a space between two neighbours of which neither is a text.
    private static func printed(_ values: [TemplateValue]) -> String {
        var result = ""
        for (index, value) in values.enumerated() {
            if index > 0, !isText(values[index - 1]), !isText(value) { result += " " }
            result += value.printed
        }
        return result
    }

    private static func isText(_ value: TemplateValue) -> Bool {
        if case .text = value { true } else { false }
    }

    private static func json(_ value: TemplateValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Values of these kinds can always be written.
        return (try? encoder.encode(value.json)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}

extension TemplateValue {
    fileprivate var json: JSONValue {
        switch self {
        case .null: .null
        case .boolean(let truth): .boolean(truth)
        case .integer(let count): .integer(count)
        case .number(let number): .number(number)
        case .text(let text): .string(text)
        case .list(let elements): .array(elements.map(\.json))
        case .map(let entries): .object(entries.mapValues(\.json))
        case .record(let record):
            .object(Dictionary(record.fields.map { ($0.name, $0.value.json) }) { first, _ in first })
        }
    }
}
