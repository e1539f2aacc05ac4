// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Zip archives of stored (not compressed) entries with Unix modes.
package enum ZipArchive {
    private enum Signature {
        static let local: UInt32 = 0x0403_4B50
        static let central: UInt32 = 0x0201_4B50
        static let end: UInt32 = 0x0605_4B50
    }

    /// Bytes of the records without their variable parts.
    private enum Size {
        static let local = 30
        static let central = 46
        static let end = 22
    }

    /// 1980-01-01, the first day the format knows: the same entries always give the same bytes.
    private static let date: UInt16 = 0x0021

    /// Flag bit 11: paths are UTF-8.
    private static let utf8Flag: UInt16 = 0x0800

    /// Packs `entries` in order, with the Unix type of a directory or a regular file beside their modes.
    package static func write(_ entries: [ArchiveEntry]) -> Data {
        var body = Data()
        var directory = Data()
        for entry in entries {
            let offset = UInt32(body.count)
            let facts = commonFacts(of: entry)
            body.append(number: Signature.local)
            body.append(number: UInt16(10))
            body.append(facts)
            body.append(number: UInt16(0))
            body.append(contentsOf: entry.path.utf8)
            body.append(entry.content)
            appendCentralRecord(of: entry, facts: facts, offset: offset, to: &directory)
        }
        let start = UInt32(body.count)
        body.append(directory)
        body.append(number: Signature.end)
        body.append(number: UInt32(0))
        body.append(number: UInt16(entries.count))
        body.append(number: UInt16(entries.count))
        body.append(number: UInt32(directory.count))
        body.append(number: start)
        body.append(number: UInt16(0))
        return body
    }

    /// The fields that the local and the central record share, from the flags to the length of the path.
    private static func commonFacts(of entry: ArchiveEntry) -> Data {
        var facts = Data()
        facts.append(number: utf8Flag)
        facts.append(number: UInt16(0))
        facts.append(number: UInt16(0))
        facts.append(number: date)
        facts.append(number: CyclicRedundancyCheck.value(of: entry.content))
        facts.append(number: UInt32(entry.content.count))
        facts.append(number: UInt32(entry.content.count))
        facts.append(number: UInt16(entry.path.utf8.count))
        return facts
    }

    private static func appendCentralRecord(
        of entry: ArchiveEntry,
        facts: Data,
        offset: UInt32,
        to directory: inout Data
    ) {
        let type: UInt16 = entry.isDirectory ? 0o040000 : 0o100000
        directory.append(number: Signature.central)
        directory.append(number: UInt16(3 << 8 | 10))
        directory.append(number: UInt16(10))
        directory.append(facts)
        directory.append(number: UInt16(0))
        directory.append(number: UInt16(0))
        directory.append(number: UInt16(0))
        directory.append(number: UInt16(0))
        // The high half holds the Unix mode, bit 4 of the low half says "directory" to other systems.
        directory.append(number: UInt32(type | entry.mode) << 16 | (entry.isDirectory ? 0x10 : 0))
        directory.append(number: offset)
        directory.append(contentsOf: entry.path.utf8)
    }

    /// Unpacks an archive of stored entries; refuses paths that lead out of it and damaged content.
    package static func read(_ data: Data) throws(ArchiveError) -> [ArchiveEntry] {
        let reader = ByteReader(data)
        let end = try endRecord(in: reader)
        let count = try reader.uint16(at: end + 10)
        var position = Int(try reader.uint32(at: end + 16))
        var entries: [ArchiveEntry] = []
        for _ in 0..<count {
            guard try reader.uint32(at: position) == Signature.central else { throw .malformed }
            entries.append(try entry(at: position, in: reader))
            let lengths = [28, 30, 32].map { position + $0 }
            var next = position + Size.central
            for length in lengths { next += Int(try reader.uint16(at: length)) }
            position = next
        }
        return entries
    }

    /// Where the end record starts: it is last, but a comment may follow it.
    private static func endRecord(in reader: ByteReader) throws(ArchiveError) -> Int {
        var position = reader.count - Size.end
        let first = max(0, position - Int(UInt16.max))
        while position >= first {
            if try reader.uint32(at: position) == Signature.end { return position }
            position -= 1
        }
        throw .malformed
    }

    private static func entry(at position: Int, in reader: ByteReader) throws(ArchiveError) -> ArchiveEntry {
        let pathLength = Int(try reader.uint16(at: position + 28))
        let path = try reader.text(at: position + Size.central, count: pathLength)
        try check(path: path)
        let isEncrypted = try reader.uint16(at: position + 8) & 1 == 1
        guard try reader.uint16(at: position + 10) == 0, !isEncrypted else { throw .unsupported(path: path) }
        let checksum = try reader.uint32(at: position + 16)
        let length = Int(try reader.uint32(at: position + 20))
        let local = Int(try reader.uint32(at: position + 42))
        guard try reader.uint32(at: local) == Signature.local else { throw .malformed }
        let start =
            local + Size.local + Int(try reader.uint16(at: local + 26)) + Int(try reader.uint16(at: local + 28))
        let content = try reader.bytes(at: start, count: length)
        guard CyclicRedundancyCheck.value(of: content) == checksum else { throw .damaged(path: path) }
        let mode = UInt16(truncatingIfNeeded: try reader.uint32(at: position + 38) >> 16) & 0o777
        return ArchiveEntry(path: path, mode: mode, content: content)
    }

    private static func check(path: String) throws(ArchiveError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isUnsafe = parts.contains("..") || parts.contains(".") || path.utf8.contains(0) || path.contains("\\")
        guard !path.isEmpty, !path.hasPrefix("/"), !isUnsafe else { throw .unsafePath(path) }
    }
}

extension Data {
    /// Adds `number` with its lowest byte first.
    fileprivate mutating func append(number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }
}
