// SPDX-License-Identifier: Apache-2.0

/// Any JSON value, for documents whose unknown keys must survive being read and written.
package enum JSONValue: Sendable, Equatable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The text of a string value; nil for all others.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value of a boolean; nil for all others.
    package var truth: Bool? {
        if case .boolean(let truth) = self { truth } else { nil }
    }

    /// The value of a whole number; nil for all others.
    package var count: Int? {
        if case .integer(let count) = self { count } else { nil }
    }

    /// The elements of an array; nil for all others.
    package var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object; nil for all others.
    package var members: [String: JSONValue]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A member of an object; nil if this is none or has no such member.
    ///
    /// Setting turns a value that is no object into one.
    package subscript(key: String) -> JSONValue? {
        get { members?[key] }
        set {
            var members = members ?? [:]
            members[key] = newValue
            self = .object(members)
        }
    }
}

extension JSONValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .boolean(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}
