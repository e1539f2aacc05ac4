// SPDX-License-Identifier: Apache-2.0

/// JSON as `JSONEncoder` writes it with sorted keys and unescaped slashes, several times as fast.
///
/// For what is written all the time: tokens and answers. It knows objects, arrays, texts, whole numbers and flags;
/// fractions, and dates with them, are an error. Values that are `PlainJSONWritable`, wherever they stand, are faster.
package enum PlainJSON {
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        if let writable = value as? any PlainJSONWritable { return object(writable) }
        let node = JSONNode()
        try value.encode(to: node)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        node.write(to: &bytes)
        return bytes
    }

    static func object(_ value: some PlainJSONWritable) -> [UInt8] {
        var object = PlainJSONWriter()
        value.write(to: &object)
        return object.finish()
    }

    /// Adds a text in quotes.
    static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let isPlain = text.hasOnlyBytes {
            $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain { bytes += text.utf8 } else { for byte in text.utf8 { escape(byte, to: &bytes) } }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
        case 8: bytes += #"\b"#.utf8
        case 9: bytes += #"\t"#.utf8
        case 10: bytes += #"\n"#.utf8
        case 12: bytes += #"\f"#.utf8
        case 13: bytes += #"\r"#.utf8
        case ..<0x20: bytes += (#"\u00"# + Hexadecimal.text(of: [byte])).utf8
        default: bytes.append(byte)
        }
    }
}

/// What a value has encoded itself into.
private final class JSONNode: Encoder {
    enum Value {
        case literal(String)
        case text(String)
        case written([UInt8])
        case node(JSONNode)
    }

    enum Kind {
        case single
        case object
        case array
    }

    private var kind = Kind.single
    /// The members of an object, or the elements of an array or the single value, which have no names.
    private var members: [(key: String, value: Value)] = []
    var count: Int { members.count }
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        become(.object)
        return KeyedEncodingContainer(JSONObjectWriter<Key>(node: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        become(.array)
        return JSONArrayWriter(node: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONValueWriter(node: self) }

    func add(_ value: Value, for key: String = "") {
        members.append((key: key, value: value))
    }

    /// A value may ask again and go on with the same object or array.
    private func become(_ kind: Kind) {
        guard self.kind != kind else { return }
        self.kind = kind
        members = []
        members.reserveCapacity(kind == .object ? 32 : 4)
    }

    static func value<Encoded: Encodable>(_ value: Encoded) throws -> Value {
        if let text = value as? String { return .text(text) }
        if let number = value as? Int { return .literal(String(number)) }
        if let flag = value as? Bool { return .literal(flag ? "true" : "false") }
        if let writable = value as? any PlainJSONWritable { return .written(PlainJSON.object(writable)) }
        let node = JSONNode()
        try value.encode(to: node)
        return .node(node)
    }

    func write(to bytes: inout [UInt8]) {
        switch kind {
        case .single: Self.write(members.last?.value ?? .literal("null"), to: &bytes)
        case .array:
            bytes.append(UInt8(ascii: "["))
            for (index, element) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(element.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object:
            members.sort { $0.key < $1.key }
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(.text(member.key), to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                Self.write(member.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .literal(let text): bytes += text.utf8
        case .written(let object): bytes += object
        case .node(let node): node.write(to: &bytes)
        case .text(let text): PlainJSON.write(text, to: &bytes)
        }
    }
}

private struct JSONObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { node.add(.literal("null"), for: key.stringValue) }

    // Nearly all members are of these types, and finding that out takes longer than all else.
    func encode(_ value: String, forKey key: Key) { node.add(.text(value), for: key.stringValue) }
    func encode(_ value: Int, forKey key: Key) { node.add(.literal(String(value)), for: key.stringValue) }

    func encode<Encoded: Encodable>(_ value: Encoded, forKey key: Key) throws {
        node.add(try JSONNode.value(value), for: key.stringValue)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { child(key.stringValue).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        child(key.stringValue).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { child("super") }
    func superEncoder(forKey key: Key) -> any Encoder { child(key.stringValue) }

    private func child(_ key: String) -> JSONNode {
        let child = JSONNode()
        node.add(.node(child), for: key)
        return child
    }
}

private struct JSONArrayWriter: UnkeyedEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }
    var count: Int { node.count }

    func encodeNil() { node.add(.literal("null")) }
    func encode<Encoded: Encodable>(_ value: Encoded) throws { node.add(try JSONNode.value(value)) }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        child().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { child().unkeyedContainer() }
    func superEncoder() -> any Encoder { child() }

    private func child() -> JSONNode {
        let child = JSONNode()
        node.add(.node(child))
        return child
    }
}

private struct JSONValueWriter: SingleValueEncodingContainer {
    let node: JSONNode
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { node.add(.literal("null")) }

    func encode<Encoded: Encodable>(_ value: Encoded) throws {
        // Numbers of other types than `Int` come here in the end, and would come here for ever.
        if let number = value as? any BinaryInteger { return node.add(.literal(String(number))) }
        if value is any BinaryFloatingPoint {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "a fraction"))
        }
        node.add(try JSONNode.value(value))
    }
}
