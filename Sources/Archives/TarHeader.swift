// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What an archive of the ustar form says about an entry before its content; owned by root.
struct TarHeader {
    enum Kind: UInt8 {
        case file = 0x30
        case link = 0x32
        case directory = 0x35
        /// What the fields of the next entry cannot hold.
        case more = 0x78
    }

    static let blockSize = 512
    /// What eleven octal digits can say.
    private static let largestSize = 0o77_777_777_777

    var path: String
    var kind = Kind.file
    var mode: UInt16
    /// Of the content, in bytes.
    var size = 0
    /// Seconds since 1970.
    var modified = 0
    /// Where a symbolic link leads; empty for all others.
    var target = ""

    /// The header, with an extension before it if the path, the target or the size is too long for its field.
    var blocks: Data {
        var records: [(String, String)] = []
        let (prefix, name, isCut) = Self.split(Array(path.utf8))
        if isCut { records.append(("path", path)) }
        if target.utf8.count > 100 { records.append(("linkpath", target)) }
        if size > Self.largestSize { records.append(("size", String(size))) }
        let block = block(prefix, name)
        guard !records.isEmpty else { return block }
        let content = Data(records.flatMap { Self.record($0, $1) })
        var header = TarHeader(path: "PaxHeaders/" + String(decoding: name.suffix(80), as: UTF8.self), mode: 0o644)
        (header.kind, header.size) = (.more, content.count)
        let (outer, inner, _) = Self.split(Array(header.path.utf8))
        return header.block(outer, inner) + content + Data(count: Self.padding(after: content.count)) + block
    }

    /// How many bytes follow `count` bytes of content, up to the next header.
    static func padding(after count: Int) -> Int {
        (blockSize - count % blockSize) % blockSize
    }

    private func block(_ prefix: [UInt8], _ name: [UInt8]) -> Data {
        var header = Self.field(name, width: 100)
        header += Self.octal(Int(mode), width: 8)
        header += Self.octal(0, width: 8)
        header += Self.octal(0, width: 8)
        header += Self.octal(size > Self.largestSize ? 0 : size, width: 12)
        header += Self.octal(max(0, modified), width: 12)
        header += Self.field(Array("        ".utf8), width: 8)
        header.append(kind.rawValue)
        header += Self.field(Array(target.utf8), width: 100)
        header += Array("ustar\u{0}00".utf8)
        header += Self.field(Array("root".utf8), width: 32)
        header += Self.field(Array("root".utf8), width: 32)
        header += Self.octal(0, width: 8)
        header += Self.octal(0, width: 8)
        header += Self.field(prefix, width: 155)
        header += Self.field([], width: 12)
        // The checksum counts its own field as spaces, which stand there by now.
        let checksum = Self.octal(header.reduce(0) { $0 + Int($1) }, width: 7) + [UInt8(ascii: " ")]
        header.replaceSubrange(148..<156, with: checksum)
        return Data(header)
    }

    /// Divides a path over the prefix (155 bytes) and name (100 bytes) fields; tells whether it had to be cut.
    private static func split(_ path: [UInt8]) -> (prefix: [UInt8], name: [UInt8], isCut: Bool) {
        guard path.count > 100 else { return ([], path, false) }
        let slash = UInt8(ascii: "/")
        let cut = path.indices.first { path[$0] == slash && path.count - $0 - 1 <= 100 }
        guard let cut, cut <= 155, cut < path.count - 1 else { return ([], Array(path.suffix(100)), true) }
        return (Array(path[..<cut]), Array(path[(cut + 1)...]), false)
    }

    /// A line of an extension, which begins with its own length.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while String(length).utf8.count + rest.utf8.count != length {
            length = String(length).utf8.count + rest.utf8.count
        }
        return Array("\(length)\(rest)".utf8)
    }

    private static func field(_ bytes: [UInt8], width: Int) -> [UInt8] {
        Array(bytes.prefix(width)) + [UInt8](repeating: 0, count: max(0, width - bytes.count))
    }

    private static func octal(_ value: Int, width: Int) -> [UInt8] {
        let digits = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, width - 1 - digits.count)) + digits).utf8) + [0]
    }
}
