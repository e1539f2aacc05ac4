// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Tape archives in the ustar form; the same entries always give the same bytes.
package enum TarArchive {
    /// Packs `entries` in order, all owned by root and dated 1970.
    package static func write(_ entries: [ArchiveEntry]) -> Data {
        var archive = Data()
        for entry in entries {
            var header = TarHeader(path: entry.path, mode: entry.mode)
            if entry.isDirectory { header.kind = .directory }
            header.size = entry.content.count
            archive.append(header.blocks)
            archive.append(entry.content)
            archive.append(Data(count: TarHeader.padding(after: entry.content.count)))
        }
        archive.append(end)
        return archive
    }

    /// What ends an archive.
    static let end = Data(count: 2 * TarHeader.blockSize)
}
