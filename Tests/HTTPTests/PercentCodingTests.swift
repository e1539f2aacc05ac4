// SPDX-License-Identifier: Apache-2.0

import HTTP
import Testing

@Suite struct PercentCodingTests {
    @Test(arguments: [
        ("", ""), ("abc", "abc"), ("a%20b", "a b"), ("a+b", "a+b"), ("%2F%2f", "//"), ("%C3%A4", "ä"), ("%25", "%"),
        ("%00", "\0"),
    ])
    func escapesAreUndone(encoded: String, decoded: String) {
        #expect(PercentCoding.decode(encoded) == decoded)
    }

    @Test(arguments: ["%", "%2", "a%", "%g0", "%0g", "%ff", "%C3", "%C3x", "%%20", "%+1"])
    func brokenEscapesAreRefused(encoded: String) {
        #expect(PercentCoding.decode(encoded) == nil)
    }

    @Test func plusIsSpaceInFormsOnly() {
        #expect(PercentCoding.decode("a+b%2B", plusIsSpace: true) == "a b+")
        #expect(PercentCoding.decode("a+b%2B") == "a+b+")
    }

    @Test(arguments: [
        ("aZ09-._~", "aZ09-._~"), ("a b", "a%20b"), ("/?#&=+", "%2F%3F%23%26%3D%2B"), ("ä", "%C3%A4"), ("\n", "%0A"),
        ("½", "%C2%BD"),
    ])
    func allButUnreservedCharactersAreEscaped(plain: String, encoded: String) {
        #expect(PercentCoding.encode(plain) == encoded)
        #expect(PercentCoding.decode(encoded) == plain)
    }

    @Test(arguments: [
        ("", []), ("a=1", ["a", "1"]), ("a=1&b=2", ["a", "1", "b", "2"]), ("a", ["a", ""]), ("a=", ["a", ""]),
        ("=a", ["", "a"]), ("a=b=c", ["a", "b=c"]), ("a=1&&b=2", ["a", "1", "b", "2"]),
        ("a=%zz&b=2", ["b", "2"]), ("a+b=c%20d", ["a b", "c d"]), ("a=1&a=2", ["a", "1", "a", "2"]),
    ])
    func formsAreRead(text: String, items: [String]) {
        #expect(PercentCoding.decodeForm(text).flatMap { [$0.name, $0.value] } == items)
    }

    @Test func formsSurviveTheRoundTrip() {
        let items = [(name: "grant_type", value: "urn:a b&c"), (name: "ä=", value: "+%"), (name: "empty", value: "")]
        let text = String(decoding: PercentCoding.encodeForm(items), as: UTF8.self)
        let back = PercentCoding.decodeForm(text)
        #expect(back.map(\.name) == items.map(\.name))
        #expect(back.map(\.value) == items.map(\.value))
    }
}
