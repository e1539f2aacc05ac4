// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Tape archives in the ustar form; the same entries always give the same bytes.
package enum TarArchive {
    private static let blockSize = 512

    /// Packs `entries` in order, all owned by root and dated 1970; a path that fits in no header is cut at the front.
    package static func write(_ entries: [ArchiveEntry]) -> Data {
        var archive = Data()
        for entry in entries {
            archive.append(header(of: entry))
            archive.append(entry.content)
            let rest = entry.content.count % blockSize
            if rest > 0 { archive.append(Data(count: blockSize - rest)) }
        }
        archive.append(Data(count: 2 * blockSize))
        return archive
    }

    private static func header(of entry: ArchiveEntry) -> Data {
        let (prefix, name) = split(Array(entry.path.utf8))
        var header = field(name, width: 100)
        header += octal(Int(entry.mode), width: 8)
        header += octal(0, width: 8)
        header += octal(0, width: 8)
        header += octal(entry.content.count, width: 12)
        header += octal(0, width: 12)
        header += field(Array("        ".utf8), width: 8)
        header.append(UInt8(ascii: entry.isDirectory ? "5" : "0"))
        header += field([], width: 100)
        header += Array("ustar\u{0}00".utf8)
        header += field(Array("root".utf8), width: 32)
        header += field(Array("root".utf8), width: 32)
        header += octal(0, width: 8)
        header += octal(0, width: 8)
        header += field(prefix, width: 155)
        header += field([], width: 12)
        // The checksum counts its own field as spaces, which stand there by now.
        let checksum = octal(header.reduce(0) { $0 + Int($1) }, width: 7) + [UInt8(ascii: " ")]
        header.replaceSubrange(148..<156, with: checksum)
        return Data(header)
    }

    /// Divides a path over the prefix (155 bytes) and name (100 bytes) fields.
    private static func split(_ path: [UInt8]) -> (prefix: [UInt8], name: [UInt8]) {
        guard path.count > 100 else { return ([], path) }
        let slash = UInt8(ascii: "/")
        let cut = path.indices.first { path[$0] == slash && path.count - $0 - 1 <= 100 }
        guard let cut, cut <= 155, cut < path.count - 1 else { return ([], Array(path.suffix(100))) }
        return (Array(path[..<cut]), Array(path[(cut + 1)...]))
    }

    private static func field(_ bytes: [UInt8], width: Int) -> [UInt8] {
        Array(bytes.prefix(width)) + [UInt8](repeating: 0, count: max(0, width - bytes.count))
    }

    private static func octal(_ value: Int, width: Int) -> [UInt8] {
        let digits = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, width - 1 - digits.count)) + digits).utf8) + [0]
    }
}
