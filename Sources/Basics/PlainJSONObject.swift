// SPDX-License-Identifier: Apache-2.0

/// An object read from JSON, several times as fast as `JSONDecoder` reads it.
///
/// For what is read with each call: texts, whole numbers, and objects in it. It takes strict JSON alone (RFC 8259), and
/// refuses objects that have two members of one name.
package struct PlainJSONObject {
    fileprivate enum Value {
        /// Where it is, in quotes that contain no escape: most members are never asked for.
        case plainText(Range<Int>)
        case text(String)
        case number(Int)
        case object(PlainJSONObject)
        case null
        /// Well formed, and nothing that can be asked for.
        case other
    }

    private let bytes: [UInt8]
    private var members: [(name: String, value: Value)] = []

    fileprivate init(in bytes: [UInt8]) {
        self.bytes = bytes
        members.reserveCapacity(32)
    }

    /// The object that `json` consists of.
    package init(_ json: some Sequence<UInt8>) throws(PlainJSONError) {
        let bytes = Array(json)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed }
        var scanner = JSONScanner(bytes)
        self = try scanner.document()
    }

    package func text(_ name: String) throws(PlainJSONError) -> String {
        guard let text = try optionalText(name) else { throw .unfitting(member: name) }
        return text
    }

    /// The text called `name`, or nil if that is missing or null.
    package func optionalText(_ name: String) throws(PlainJSONError) -> String? {
        switch value(name) {
        case .plainText(let range): return String(decoding: bytes[range], as: UTF8.self)
        case .text(let text): return text
        case .null: return nil
        default: throw .unfitting(member: name)
        }
    }

    package func number(_ name: String) throws(PlainJSONError) -> Int {
        guard let number = try optionalNumber(name) else { throw .unfitting(member: name) }
        return number
    }

    /// The whole number called `name`, or nil if that is missing or null.
    package func optionalNumber(_ name: String) throws(PlainJSONError) -> Int? {
        switch value(name) {
        case .number(let number): return number
        case .null: return nil
        default: throw .unfitting(member: name)
        }
    }

    /// The object called `name`, or nil if that is missing or null.
    package func optionalObject(_ name: String) throws(PlainJSONError) -> PlainJSONObject? {
        switch value(name) {
        case .object(let object): return object
        case .null: return nil
        default: throw .unfitting(member: name)
        }
    }

    private func value(_ name: String) -> Value {
        members.first { $0.name == name }?.value ?? .null
    }

    fileprivate mutating func add(_ name: String, _ value: Value) throws(PlainJSONError) {
        guard !members.contains(where: { $0.name == name }) else { throw .malformed }
        members.append((name: name, value: value))
    }
}

/// Why an object cannot be read.
package enum PlainJSONError: Error, Equatable {
    case malformed
    /// The member is missing, or is something else than what was asked for.
    case unfitting(member: String)
}

/// Goes once through bytes that are UTF-8.
private struct JSONScanner {
    private static let maximumDepth = 32

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(PlainJSONError) -> PlainJSONObject {
        skipSpace()
        let object = try object()
        skipSpace()
        guard position == bytes.count else { throw .malformed }
        return object
    }

    /// The byte at hand; 0, which begins nothing, at the end.
    private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func require(_ byte: Unicode.Scalar) throws(PlainJSONError) {
        guard take(byte) else { throw .malformed }
    }

    private mutating func object() throws(PlainJSONError) -> PlainJSONObject {
        var object = PlainJSONObject(in: bytes)
        try elements("{", "}") { (scanner) throws(PlainJSONError) in
            let name = try scanner.name()
            scanner.skipSpace()
            try scanner.require(":")
            scanner.skipSpace()
            try object.add(name, try scanner.value())
        }
        return object
    }

    private mutating func elements(
        _ first: Unicode.Scalar,
        _ last: Unicode.Scalar,
        _ read: (inout JSONScanner) throws(PlainJSONError) -> Void
    ) throws(PlainJSONError) {
        try require(first)
        depth += 1
        guard depth <= Self.maximumDepth else { throw .malformed }
        skipSpace()
        if !take(last) {
            repeat {
                skipSpace()
                try read(&self)
                skipSpace()
            } while take(",")
            try require(last)
        }
        depth -= 1
    }

    private mutating func value() throws(PlainJSONError) -> PlainJSONObject.Value {
        switch next {
        case UInt8(ascii: "\""):
            if let range = try plainText() { return .plainText(range) }
            return .text(try escapedText())
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["):
            try elements("[", "]") { (scanner) throws(PlainJSONError) in _ = try scanner.value() }
            return .other
        case UInt8(ascii: "t"): return try word("true", .other)
        case UInt8(ascii: "f"): return try word("false", .other)
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(
        _ word: StaticString,
        _ value: PlainJSONObject.Value
    ) throws(PlainJSONError) -> PlainJSONObject.Value {
        for offset in 0..<word.utf8CodeUnitCount {
            guard next == word.utf8Start[offset] else { throw .malformed }
            position += 1
        }
        return value
    }

    private mutating func number() throws(PlainJSONError) -> PlainJSONObject.Value {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        let whole = Int(String(decoding: bytes[start..<position], as: UTF8.self))
        let end = position
        if take(".") { try digits() }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try digits()
        }
        guard let whole, end == position else { return .other }
        return .number(whole)
    }

    private mutating func digits() throws(PlainJSONError) {
        let start = position
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { position += 1 }
        guard position > start else { throw .malformed }
    }

    private mutating func name() throws(PlainJSONError) -> String {
        guard let range = try plainText() else { return try escapedText() }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// Passes a text and tells where it is; stays before it and gives nil if there are escapes in it.
    private mutating func plainText() throws(PlainJSONError) -> Range<Int>? {
        guard next == UInt8(ascii: "\"") else { throw .malformed }
        let start = position + 1
        var end = start
        while end < bytes.count, bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\")
        {
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
        position = end + 1
        return start..<end
    }

    private mutating func escapedText() throws(PlainJSONError) -> String {
        try require("\"")
        var plain: [UInt8] = []
        while !take("\"") {
            guard next >= 0x20 else { throw .malformed }
            if take("\\") {
                plain += try escaped()
            } else {
                plain.append(next)
                position += 1
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    private mutating func escaped() throws(PlainJSONError) -> [UInt8] {
        let letter = next
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try scalar())).utf8)
        default: throw .malformed
        }
    }

    /// The character of one escape, or of two that are one beyond the basic plane.
    private mutating func scalar() throws(PlainJSONError) -> Unicode.Scalar {
        let first = try unit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), take("\\"), take("u") else { throw .malformed }
        let second = try unit()
        guard UTF16.isTrailSurrogate(second) else { throw .malformed }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func unit() throws(PlainJSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(next)).hexDigitValue else { throw .malformed }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }
}
