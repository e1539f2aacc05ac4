// SPDX-License-Identifier: Apache-2.0

import Basics

/// Collects the schemas of the types that an API speaks of, each under a name of its own.
struct SchemaCatalogue {
    /// The schemas of objects, by their names.
    private(set) var definitions: [String: JSONValue] = [:]

    /// What a value of this type looks like; objects are added to the definitions and referred to.
    mutating func schema(of type: any Decodable.Type) throws -> JSONValue {
        if type == JSONValue.self { return [:] }
        if let simple = Self.simple(type) { return ["type": .string(simple)] }
        if let list = type as? any ListShape.Type {
            return ["type": "array", "items": try schema(of: list.elementType)]
        }
        if let map = type as? any MapShape.Type {
            return ["type": "object", "additionalProperties": try schema(of: map.valueType)]
        }
        let name = Self.name(of: type)
        let reference: JSONValue = ["$ref": .string("#/definitions/\(name)")]
        guard definitions[name] == nil else { return reference }
        definitions[name] = .object([:])
        var properties: [String: JSONValue] = [:]
        var required: [JSONValue] = []
        for member in try SchemaProbe.members(of: type) {
            properties[member.name] = try schema(of: member.type)
            if member.isRequired { required.append(.string(member.name)) }
        }
        var definition: [String: JSONValue] = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { definition["required"] = .array(required) }
        definitions[name] = .object(definition)
        return reference
    }

    /// Says that values of an object type are of no use without these members, though the type reads them.
    mutating func require(_ members: [String], of type: any Decodable.Type) {
        guard !members.isEmpty, var definition = definitions[Self.name(of: type)] else { return }
        let known = definition["required"]?.elements ?? []
        definition["required"] = .array(known + members.map { .string($0) }.filter { !known.contains($0) })
        definitions[Self.name(of: type)] = definition
    }

    /// A value of the kind that a schema describes, to begin with.
    func sample(of schema: JSONValue) -> JSONValue {
        let fields = schema.members ?? [:]
        if let reference = fields["$ref"]?.text {
            return sample(of: definitions[String(reference.dropFirst("#/definitions/".count))] ?? [:])
        }
        switch fields["type"]?.text {
        case "string": return ""
        case "integer", "number": return 0
        case "boolean": return false
        case "array": return .array([])
        default: return .object((fields["properties"]?.members ?? [:]).mapValues { sample(of: $0) })
        }
    }

    private static func simple(_ type: any Decodable.Type) -> String? {
        if type == String.self { return "string" }
        if type == Bool.self { return "boolean" }
        if type is any BinaryInteger.Type { return "integer" }
        return type is any BinaryFloatingPoint.Type ? "number" : nil
    }

    /// The type without its module: `VLANInfo.Properties`, as one word.
    private static func name(of type: any Decodable.Type) -> String {
        String(reflecting: type).split(separator: ".").dropFirst().joined()
    }
}

/// An array, whatever its elements are.
private protocol ListShape {
    static var elementType: any Decodable.Type { get }
}

extension Array: ListShape where Element: Decodable {
    fileprivate static var elementType: any Decodable.Type { Element.self }
}

/// An object with names that are not known beforehand.
private protocol MapShape {
    static var valueType: any Decodable.Type { get }
}

extension Dictionary: MapShape where Key == String, Value: Decodable {
    fileprivate static var valueType: any Decodable.Type { Value.self }
}
