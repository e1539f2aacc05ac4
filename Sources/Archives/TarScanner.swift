// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Reads a tape archive of any length piece by piece, and keeps only what is asked for.
///
/// It knows the ustar form with the long names of GNU and POSIX. Nobody vouches for the archive: what is not well formed is an
/// error, and no number in it makes this take more memory than `limit`.
package struct TarScanner {
    /// What stands in the archive.
    package struct Entry: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            case file
            case directory
            /// A symbolic link.
            case link
            /// A second name of a file, whose content stands where it had its first.
            case hardLink
            case other
        }

        /// Relative, without `./` and slashes at either end.
        package let path: String
        package let kind: Kind
        /// Of files; empty for others.
        package let content: Data
        /// Where a link leads, as it is written.
        package let target: String
    }

    private struct Header {
        var path: String
        var target: String
        var type: UInt8
        var size: Int
    }

    private static let blockSize = 512

    private let limit: Int
    private let wants: (String) -> Bool
    private var buffer: [UInt8] = []
    /// How much of the buffer is done with.
    private var position = 0
    /// The entry whose content comes now, and how much of it is still to come, with what fills its last block.
    private var current: Header?
    private var content: Data?
    private var missing = 0
    private var filling = 0
    private var longPath: String?
    private var longTarget: String?

    /// `wants` says whether the entry at a path is of interest; `limit` is in bytes, for the content of one entry.
    package init(limit: Int, wants: @escaping (String) -> Bool) {
        self.limit = limit
        self.wants = wants
    }

    /// Whether the archive could end here.
    package var isBetweenEntries: Bool {
        current == nil && buffer.count == position
    }

    /// Takes the next piece of the archive; gives the entries of interest that are complete with it.
    package mutating func add(_ piece: Data) throws(ArchiveError) -> [Entry] {
        buffer.removeFirst(position)
        position = 0
        buffer += piece
        var found: [Entry] = []
        while true {
            if let header = current {
                take()
                guard missing == 0, filling == 0 else { break }
                current = nil
                if let entry = try finish(header) { found.append(entry) }
            } else {
                guard buffer.count - position >= Self.blockSize else { break }
                let block = Array(buffer[position..<position + Self.blockSize])
                position += Self.blockSize
                // Blocks of zeros are the end, and nothing that matters follows.
                if block.contains(where: { $0 != 0 }) { try begin(block) }
            }
        }
        return found
    }

    private mutating func take() {
        let count = min(missing, buffer.count - position)
        content?.append(contentsOf: buffer[position..<position + count])
        missing -= count
        position += count
        let rest = missing == 0 ? min(filling, buffer.count - position) : 0
        filling -= rest
        position += rest
    }

    private mutating func begin(_ bytes: [UInt8]) throws(ArchiveError) {
        let sum = bytes.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element)) }
        guard Self.number(bytes[148..<156]) == sum, let size = Self.number(bytes[124..<136]), size <= 1 << 40 else {
            throw .malformed
        }
        let type = bytes[156]
        let isPOSIX = bytes[257..<263].elementsEqual("ustar\u{0}".utf8)
        let prefix = isPOSIX ? Self.text(bytes[345..<500]) : ""
        let name = Self.text(bytes[0..<100])
        let header = Header(
            path: longPath ?? (prefix.isEmpty ? name : "\(prefix)/\(name)"),
            target: longTarget ?? Self.text(bytes[157..<257]),
            type: type,
            size: size
        )
        let isExtension = [UInt8(ascii: "L"), UInt8(ascii: "K"), UInt8(ascii: "x")].contains(type)
        let isKept = isExtension || (Self.kind(type) == .file && wants(Self.cleaned(header.path)))
        guard !isKept || size <= limit else { throw .malformed }
        current = header
        content = isKept ? Data() : nil
        missing = size
        filling = (Self.blockSize - size % Self.blockSize) % Self.blockSize
    }

    private mutating func finish(_ header: Header) throws(ArchiveError) -> Entry? {
        let bytes = content ?? Data()
        content = nil
        switch header.type {
        case UInt8(ascii: "L"): longPath = Self.text(bytes)
        case UInt8(ascii: "K"): longTarget = Self.text(bytes)
        case UInt8(ascii: "x"):
            let records = try Self.records(bytes)
            longPath = records["path"] ?? longPath
            longTarget = records["linkpath"] ?? longTarget
        case UInt8(ascii: "g"): break
        default:
            longPath = nil
            longTarget = nil
            let path = Self.cleaned(header.path)
            guard wants(path) else { return nil }
            return Entry(path: path, kind: Self.kind(header.type), content: bytes, target: header.target)
        }
        return nil
    }

    private static func kind(_ type: UInt8) -> Entry.Kind {
        switch type {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): .file
        case UInt8(ascii: "1"): .hardLink
        case UInt8(ascii: "2"): .link
        case UInt8(ascii: "5"): .directory
        default: .other
        }
    }

    private static func cleaned(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: Array(bytes.prefix { $0 != 0 }), as: UTF8.self)
    }

    /// Octal digits, or a binary number behind a byte with the highest bit set; nil for anything else.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        if let first = field.first, first & 0x80 != 0 {
            guard first == 0x80 else { return nil }
            return field.dropFirst().reduce(Int?.some(0)) { sum, byte in
                sum.flatMap { $0 > 1 << 48 ? nil : $0 << 8 | Int(byte) }
            }
        }
        let digits = field.drop { $0 == 32 }.prefix { $0 != 0 && $0 != 32 }
        return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }

    /// Records of the form `LENGTH NAME=VALUE`, each with a line end.
    private static func records(_ bytes: Data) throws(ArchiveError) -> [String: String] {
        var records: [String: String] = [:]
        var rest = [UInt8](bytes)[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != 32 }
            guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 1,
                length <= rest.count
            else { throw .malformed }
            let record = rest.prefix(length).dropFirst(digits.count + 1).dropLast()
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { throw .malformed }
            let value = record[record.index(after: equals)...]
            records[String(decoding: record[..<equals], as: UTF8.self)] = String(decoding: value, as: UTF8.self)
            rest = rest.dropFirst(length)
        }
        return records
    }
}
