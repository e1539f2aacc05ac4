// SPDX-License-Identifier: Apache-2.0

/// A value that writes its members itself, for what is written often.
package protocol PlainJSONWritable: Encodable {
    /// Adds the members in the order of their names, exactly those that `encode(to:)` encodes.
    func write(to object: inout PlainJSONWriter)
}

/// Puts one object together, as `PlainJSON` writes it.
package struct PlainJSONWriter {
    private var bytes: [UInt8]

    init() {
        bytes = []
        // Beyond about this size an allocation takes much longer.
        bytes.reserveCapacity(960)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The object.
    consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// Adds a text; nothing for nil.
    package mutating func add(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        begin(name)
        PlainJSON.write(text, to: &bytes)
    }

    /// Adds a number; nothing for nil.
    package mutating func add(_ name: StaticString, _ number: Int?) {
        guard let number else { return }
        begin(name)
        bytes += String(number).utf8
    }

    /// Adds a flag; nothing for nil.
    package mutating func add(_ name: StaticString, _ flag: Bool?) {
        guard let flag else { return }
        begin(name)
        bytes += (flag ? "true" : "false").utf8
    }

    package mutating func add(_ name: StaticString, _ texts: [String]) {
        addArray(name, texts) { PlainJSON.write($1, to: &$0.bytes) }
    }

    /// Adds an object; nothing for nil.
    package mutating func add(_ name: StaticString, _ object: (some PlainJSONWritable)?) {
        guard let object else { return }
        begin(name)
        write(object)
    }

    /// Adds an array of objects.
    package mutating func add(_ name: StaticString, _ objects: [some PlainJSONWritable]) {
        addArray(name, objects) { $0.write($1) }
    }

    private mutating func addArray<Element>(
        _ name: StaticString,
        _ elements: [Element],
        _ write: (inout PlainJSONWriter, Element) -> Void
    ) {
        begin(name)
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            write(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: some PlainJSONWritable) {
        bytes.append(UInt8(ascii: "{"))
        object.write(to: &self)
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func begin(_ name: StaticString) {
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes += UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        bytes += "\":".utf8
    }
}
