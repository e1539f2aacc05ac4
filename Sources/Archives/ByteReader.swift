// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Reads numbers (lowest byte first) and ranges out of bytes that nobody vouches for.
struct ByteReader {
    private let data: Data

    init(_ data: Data) {
        // A slice keeps the indices of its origin; a copy starts at 0.
        self.data = data.startIndex == 0 ? data : Data(data)
    }

    var count: Int {
        data.count
    }

    func bytes(at position: Int, count: Int) throws(ArchiveError) -> Data {
        guard position >= 0, count >= 0, position <= data.count, count <= data.count - position else {
            throw .malformed
        }
        return Data(data[position..<position + count])
    }

    func text(at position: Int, count: Int) throws(ArchiveError) -> String {
        guard let text = String(validating: try bytes(at: position, count: count), as: UTF8.self) else {
            throw .malformed
        }
        return text
    }

    func uint16(at position: Int) throws(ArchiveError) -> UInt16 {
        try range(at: position, count: 2)
        return UInt16(data[position]) | UInt16(data[position + 1]) << 8
    }

    func uint32(at position: Int) throws(ArchiveError) -> UInt32 {
        try range(at: position, count: 4)
        return UInt32(try uint16(at: position)) | UInt32(try uint16(at: position + 2)) << 16
    }

    private func range(at position: Int, count: Int) throws(ArchiveError) {
        guard position >= 0, position <= data.count - count else { throw .malformed }
    }
}
