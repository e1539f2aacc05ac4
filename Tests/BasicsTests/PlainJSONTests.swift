// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Testing

@Suite struct PlainJSONTests {
    private struct Part: Codable {
        var flag = true
        var none: String?
        var some: Int? = -3
    }

    private struct Whole: Encodable {
        var zeta = "z"
        var text: String
        var parts = [Part(), Part(flag: false, some: .max)]
        var zebra = UInt64.max
        var small: [Int8] = []
        var byName = ["b": 1, "a_2": 2, "a": 3, "B": 4, "ä": 5]
        var nested: [[String?]] = [["a", nil], []]
        var one = Part()
    }

    /// Writes itself in pieces, as subclasses and wrappers do.
    private struct InPieces: Encodable {
        func encode(to encoder: any Encoder) throws {
            try Part().encode(to: encoder)
            var object = encoder.container(keyedBy: Key.self)
            try object.encodeNil(forKey: Key("null"))
            var inner = object.nestedContainer(keyedBy: Key.self, forKey: Key("inner"))
            try inner.encode("x", forKey: Key("y"))
            var list = object.nestedUnkeyedContainer(forKey: Key("list"))
            try list.encode(list.count)
            try list.encodeNil()
            var last = list.nestedContainer(keyedBy: Key.self)
            try last.encode(list.count, forKey: Key("count"))
            try "parent".encode(to: object.superEncoder())
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(_ text: String) { stringValue = text }
        init?(stringValue text: String) { stringValue = text }
        init?(intValue: Int) { nil }
    }

    private static func reference(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private static func text(_ value: some Encodable) throws -> String {
        String(decoding: try PlainJSON.encode(value), as: UTF8.self)
    }

    @Test(arguments: ["", "plain", "a/b", "\"\\", "äöü 😀", "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}", "</script>"])
    func isWhatTheEncoderOfTheSystemWrites(text: String) throws {
        let value = Whole(text: text)
        #expect(try Self.text(value) == Self.reference(value))
        #expect(try Self.text([text: text]) == Self.reference([text: text]))
        #expect(try Self.text(text) == Self.reference(text))
    }

    @Test func objectsGrowInPieces() throws {
        #expect(try Self.text(InPieces()) == Self.reference(InPieces()))
        #expect(try Self.text([InPieces()]) == Self.reference([InPieces()]))
    }

    @Test func emptyThingsKeepTheirForm() throws {
        #expect(try Self.text([String: Int]()) == "{}")
        #expect(try Self.text([Int]()) == "[]")
        #expect(try Self.text(String?.none) == "null")
    }

    @Test func fractionsAreRefused() {
        #expect(throws: EncodingError.self) { try PlainJSON.encode(["a": 0.5]) }
        #expect(throws: EncodingError.self) { try PlainJSON.encode([Date()]) }
    }

    @Test func bytesBecomeHexadecimalDigits() {
        #expect(Hexadecimal.text(of: [0, 9, 10, 255]) == "00090aff")
        #expect(Hexadecimal.text(of: []) == "")
    }
}
