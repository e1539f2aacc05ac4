// SPDX-License-Identifier: Apache-2.0

/// Finds out what a type reads from JSON, by letting it decode from something that says yes to all it asks for.
struct SchemaProbe: Decoder {
    /// A member that the type asked for.
    struct Member {
        let name: String
        let type: any Decodable.Type
        let isRequired: Bool
    }

    private final class Record {
        var members: [Member] = []
    }

    private let record = Record()
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    /// The members of the JSON object that `type` reads, in the order in which it reads them.
    static func members<Value: Decodable>(of type: Value.Type) throws -> [Member] {
        let probe = SchemaProbe()
        _ = try Value(from: probe)
        return probe.record.members
    }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Keyed<Key> { [record] in record.members.append($0) })
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed() }
    func singleValueContainer() -> any SingleValueDecodingContainer { Single() }

    private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let add: (Member) -> Void
        let codingPath: [any CodingKey] = []
        let allKeys: [Key] = []

        func contains(_: Key) -> Bool { true }
        func decodeNil(forKey _: Key) -> Bool { false }

        func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
            add(Member(name: key.stringValue, type: type, isRequired: true))
            return try Value(from: SchemaProbe())
        }

        func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value? {
            add(Member(name: key.stringValue, type: type, isRequired: false))
            return nil
        }

        func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { optional(type, key) }
        func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { optional(type, key) }
        func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { optional(type, key) }
        func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { optional(type, key) }

        private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) -> Value? {
            add(Member(name: key.stringValue, type: type, isRequired: false))
            return nil
        }

        func nestedContainer<Nested: CodingKey>(
            keyedBy type: Nested.Type,
            forKey _: Key
        ) -> KeyedDecodingContainer<Nested> { SchemaProbe().container(keyedBy: type) }

        func nestedUnkeyedContainer(forKey _: Key) -> any UnkeyedDecodingContainer { Unkeyed() }
        func superDecoder() -> any Decoder { SchemaProbe() }
        func superDecoder(forKey _: Key) -> any Decoder { SchemaProbe() }
    }

    /// An array without elements.
    private struct Unkeyed: UnkeyedDecodingContainer {
        let codingPath: [any CodingKey] = []
        let count: Int? = 0
        let isAtEnd = true
        let currentIndex = 0

        func decodeNil() -> Bool { true }
        func decode<Value: Decodable>(_: Value.Type) throws -> Value { try Value(from: SchemaProbe()) }

        func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedDecodingContainer<Nested> {
            SchemaProbe().container(keyedBy: type)
        }

        func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { Unkeyed() }
        func superDecoder() -> any Decoder { SchemaProbe() }
    }

    /// The simplest value of each kind.
    private struct Single: SingleValueDecodingContainer {
        let codingPath: [any CodingKey] = []

        func decodeNil() -> Bool { false }
        func decode(_: Bool.Type) -> Bool { false }
        func decode(_: String.Type) -> String { "" }
        func decode(_: Double.Type) -> Double { 0 }
        func decode(_: Float.Type) -> Float { 0 }
        func decode(_: Int.Type) -> Int { 0 }
        func decode(_: Int8.Type) -> Int8 { 0 }
        func decode(_: Int16.Type) -> Int16 { 0 }
        func decode(_: Int32.Type) -> Int32 { 0 }
        func decode(_: Int64.Type) -> Int64 { 0 }
        func decode(_: UInt.Type) -> UInt { 0 }
        func decode(_: UInt8.Type) -> UInt8 { 0 }
        func decode(_: UInt16.Type) -> UInt16 { 0 }
        func decode(_: UInt32.Type) -> UInt32 { 0 }
        func decode(_: UInt64.Type) -> UInt64 { 0 }
        func decode<Value: Decodable>(_: Value.Type) throws -> Value { try Value(from: SchemaProbe()) }
    }
}
