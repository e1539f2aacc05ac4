// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Testing

@Suite struct PlainJSONObjectTests {
    /// One of everything that JSON has.
    private static let document =
        #" {"text" : "aé\"\\\/\b\f\n\r\t\u00e9\ud83d\uDE00😀", "number":-120, "list":[1.5e+3,0,[],{},true,false,null],"#
        + #""inner":{"text":"b"}, "none":null,"long":12345678901234567890 , "empty":""}"# + "\r\n\t "

    private static func isAccepted(_ json: [UInt8]) -> Bool {
        (try? PlainJSONObject(json)) != nil
    }

    private static func isAcceptedByTheSystem(_ json: [UInt8]) -> Bool {
        (try? JSONDecoder().decode([String: JSONValue].self, from: Data(json))) != nil
    }

    private struct Document: Decodable {
        struct Inner: Decodable { let text: String }
        let text: String
        let number: Int
        let inner: Inner
        let empty: String
    }

    @Test func membersAreWhatTheDecoderOfTheSystemReads() throws {
        let expected = try JSONDecoder().decode(Document.self, from: Data(Self.document.utf8))
        let object = try PlainJSONObject(Self.document.utf8)
        #expect(try object.text("text") == expected.text)
        #expect(try object.number("number") == expected.number)
        #expect(try object.optionalObject("inner")?.text("text") == expected.inner.text)
        #expect(try object.optionalText("empty") == expected.empty)
    }

    @Test(arguments: ["none", "missing"])
    func whatIsNullOrMissingIsNil(name: String) throws {
        let object = try PlainJSONObject(Self.document.utf8)
        #expect(try object.optionalText(name) == nil)
        #expect(try object.optionalNumber(name) == nil)
        #expect(try object.optionalObject(name)?.text("text") == nil)
        #expect(throws: PlainJSONError.unfitting(member: name)) { try object.text(name) }
        #expect(throws: PlainJSONError.unfitting(member: name)) { try object.number(name) }
    }

    @Test(arguments: ["list", "long"])
    func otherThingsAreNoTextNumberOrObject(name: String) throws {
        let object = try PlainJSONObject(Self.document.utf8)
        #expect(throws: PlainJSONError.unfitting(member: name)) { try object.optionalText(name) }
        #expect(throws: PlainJSONError.unfitting(member: name)) { try object.optionalNumber(name) }
        #expect(throws: PlainJSONError.unfitting(member: name)) { _ = try object.optionalObject(name) }
    }

    @Test(arguments: [#""1""#, "1.0", "1e0", "true", "{}", "9223372036854775808"])
    func noNumberIsMadeOfSomethingElse(value: String) throws {
        let object = try PlainJSONObject("{\"a\":\(value)}".utf8)
        #expect(throws: PlainJSONError.unfitting(member: "a")) { try object.number("a") }
    }

    @Test func limitsOfNumbersAreRead() throws {
        let object = try PlainJSONObject(#"{"a":9223372036854775807,"b":-9223372036854775808,"c":-0}"#.utf8)
        #expect(try object.number("a") == .max)
        #expect(try object.number("b") == .min)
        #expect(try object.number("c") == 0)
    }

    @Test(arguments: [
        "", " ", "{", "}", "[]", "1", "\"a\"", "null", "{}", " { } ", "{}x", "{}{}", "{,}", #"{"a"}"#, #"{"a":}"#,
        #"{a:1}"#, #"{'a':1}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#, #"{"a":[,1]}"#,
        #"{"a":[1}"#, #"{"a":01}"#, #"{"a":+1}"#, #"{"a":-}"#, #"{"a":.5}"#, #"{"a":1.}"#, #"{"a":1.e1}"#, #"{"a":1e}"#,
        #"{"a":1e+}"#, #"{"a":0x1}"#, #"{"a":NaN}"#, #"{"a":tru}"#, #"{"a":True}"#, #"{"a":nulll}"#, #"{"a":"\x"}"#,
        #"{"a":"\u12"}"#, #"{"a":"\u12g4"}"#, #"{"a":"\ud83d"}"#, #"{"a":"\ude00"}"#, #"{"a":"\ud83d\u0041"}"#,
        #"{"a":"\ud83dx"}"#, "{\"a\":\"\n\"}", "{\"a\":\"\u{0}\"}", #"{"a":"\u0000"}"#, #"{"":""}"#, #"{"a":"b}"#,
        "{\"a\":\"\\\"}", "{\u{A0}}", "{/**/}", #"{"a":1e400}"#,
    ])
    func isAsStrictAsTheDecoderOfTheSystem(json: String) {
        // That one has no place for such a number, which nobody asks for here.
        let expected = json.contains("1e400") || Self.isAcceptedByTheSystem(Array(json.utf8))
        #expect(Self.isAccepted(Array(json.utf8)) == expected)
    }

    @Test(arguments: [#"{"a":1,}"#, #"{"a":[1,]}"#])
    func commasThatTheDecoderOfTheSystemAllowsAreRefused(json: String) {
        #expect(!Self.isAccepted(Array(json.utf8)))
    }

    @Test func everyBeginningIsRefused() {
        let bytes = Array(Self.document.utf8.dropLast(4))
        for count in bytes.indices { #expect(!Self.isAccepted(Array(bytes.prefix(count)))) }
        #expect(Self.isAccepted(bytes))
    }

    @Test func changedBytesAreSeenAsTheDecoderOfTheSystemSeesThem() {
        let bytes = Array(#"{"name":"ä\u00e9","first":[-1.5e2,true],"inner":{"b":null}}"#.utf8)
        for index in bytes.indices {
            for byte in Array("\u{1} \"\\{}[]:,0-.eux".utf8) + [0xC3, 0xFF] {
                var changed = bytes
                changed[index] = byte
                #expect(Self.isAccepted(changed) == Self.isAcceptedByTheSystem(changed), "\(byte) at \(index)")
            }
        }
    }

    @Test(arguments: [#"{"a":1,"a":1}"#, #"{"a":1,"\u0061":2}"#, #"{"b":{"a":1,"a":null}}"#])
    func oneNameForTwoMembersIsRefused(json: String) {
        #expect(throws: PlainJSONError.malformed) { try PlainJSONObject(json.utf8) }
    }

    @Test func endlessNestingIsRefused() {
        for depth in [10, 10_000] {
            let json = "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
            #expect(Self.isAccepted(Array(json.utf8)) == (depth == 10))
        }
    }
}
