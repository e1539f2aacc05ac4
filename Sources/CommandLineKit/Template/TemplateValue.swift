// SPDX-License-Identifier: Apache-2.0

/// What a template works on.
package indirect enum TemplateValue: Sendable, Equatable {
    /// Nothing: an entry that a map does not have, or a field without content.
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([TemplateValue])
    /// Whatever entries there are; an unknown one is nothing.
    case map([String: TemplateValue])
    /// A fixed set of fields; asking for another one is a mistake.
    case record(TemplateRecord)
}

/// A value with named fields in an order.
package struct TemplateRecord: Sendable, Equatable {
    package struct Field: Sendable, Equatable {
        package let name: String
        package let value: TemplateValue
    }

    /// What errors call it, for instance `Image`.
    package let type: String
    package let fields: [Field]

    package init(_ type: String, _ fields: [(name: String, value: TemplateValue)]) {
        self.type = type
        self.fields = fields.map { Field(name: $0.name, value: $0.value) }
    }

    /// The value of a field; nil if there is no such field.
    package subscript(name: String) -> TemplateValue? {
        fields.first { $0.name == name }?.value
    }
}

extension TemplateValue {
    /// What errors call values of this kind.
    var typeName: String {
        switch self {
        case .null: "nil"
        case .boolean: "bool"
        case .integer: "int64"
        case .number: "float64"
        case .text: "string"
        case .list: "list"
        case .map: "map"
        case .record(let record): record.type
        }
    }

    /// Whether a condition takes it for true: what is empty or zero is not.
    var isTrue: Bool {
        switch self {
        case .null: false
        case .boolean(let truth): truth
        case .integer(let count): count != 0
        case .number(let number): number != 0
        case .text(let text): !text.isEmpty
        case .list(let elements): !elements.isEmpty
        case .map(let entries): !entries.isEmpty
        case .record: true
        }
    }

    /// As it is printed: `[a b]` for a list, `map[k:v]` for a map with its keys in order, `{a b}` for a record.
    package var printed: String {
        switch self {
        case .null: "<nil>"
        case .boolean(let truth): String(truth)
        case .integer(let count): String(count)
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
        case .text(let text): text
        case .list(let elements): "[" + elements.map(\.printed).joined(separator: " ") + "]"
        case .map(let entries):
            "map[" + entries.sorted { $0.key < $1.key }.map { "\($0):\($1.printed)" }.joined(separator: " ") + "]"
        case .record(let record): "{" + record.fields.map(\.value.printed).joined(separator: " ") + "}"
        }
    }
}
