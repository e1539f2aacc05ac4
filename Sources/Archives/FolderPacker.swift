// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
import Glibc

/// Packs a folder into a tar archive that goes into a file, piece by piece.
///
/// Files, folders and symbolic links keep their permissions and times and belong to root. Sockets, pipes and devices are left out.
package struct FolderPacker {
    /// What was packed.
    package struct Result: Sendable, Equatable {
        package var files = 0
        /// Of the archive.
        package var bytes = 0
    }

    private let folder: String
    private let descriptor: Int32
    private let excluded: IgnorePatterns
    private var result = Result()
    private static let pieceSize = 256 << 10

    /// Packs `folder`, without what `excluded` names, into the file that is open at `descriptor`.
    package static func pack(
        _ folder: String,
        into descriptor: Int32,
        excluding excluded: IgnorePatterns
    ) throws(FileError) -> Result {
        var packer = FolderPacker(folder: folder, descriptor: descriptor, excluded: excluded)
        try packer.packContent(of: "")
        try packer.write(TarArchive.end)
        return packer.result
    }

    private init(folder: String, descriptor: Int32, excluded: IgnorePatterns) {
        (self.folder, self.descriptor, self.excluded) = (folder, descriptor, excluded)
    }

    private mutating func packContent(of parent: String) throws(FileError) {
        for name in try names(in: parent) {
            let path = parent.isEmpty ? name : "\(parent)/\(name)"
            var information = stat()
            guard lstat(absolute(path), &information) == 0 else { throw error("read", path) }
            let isFolder = information.st_mode & S_IFMT == S_IFDIR
            if excluded.excludes(path) {
                if isFolder, excluded.mayIncludeSomething(below: path) { try packContent(of: path) }
                continue
            }
            try pack(path, information)
            if isFolder { try packContent(of: path) }
        }
    }

    private mutating func pack(_ path: String, _ information: stat) throws(FileError) {
        var header = TarHeader(path: path, mode: UInt16(information.st_mode & 0o7777))
        header.modified = information.st_mtim.tv_sec
        switch information.st_mode & S_IFMT {
        case S_IFDIR:
            (header.path, header.kind) = (path + "/", .directory)
            try write(header.blocks)
        case S_IFLNK:
            (header.kind, header.target) = (.link, try target(of: path))
            try write(header.blocks)
        case S_IFREG: try packFile(path, header)
        default: return
        }
        result.files += 1
    }

    private mutating func packFile(_ path: String, _ header: TarHeader) throws(FileError) {
        let file = open(absolute(path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw error("read", path) }
        defer { close(file) }
        var information = stat()
        guard fstat(file, &information) == 0 else { throw error("read", path) }
        var header = header
        header.size = Int(information.st_size)
        try write(header.blocks)
        var rest = header.size
        var piece = Data(count: min(Self.pieceSize, max(1, rest)))
        while rest > 0 {
            let wanted = min(piece.count, rest)
            let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, wanted) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw error("read", path) }
            // Somebody made it shorter meanwhile.
            guard count > 0 else { throw FileError(path: absolute(path), action: "read all of", code: EAGAIN) }
            try write(piece[..<count])
            rest -= count
        }
        try write(Data(count: TarHeader.padding(after: header.size)))
    }

    /// The names in a folder, in order.
    private func names(in path: String) throws(FileError) -> [String] {
        guard let stream = opendir(absolute(path)) else { throw error("read", path) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private func target(of path: String) throws(FileError) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let count = readlink(absolute(path), &buffer, buffer.count - 1)
        guard count >= 0 else { throw error("read", path) }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private mutating func write(_ data: Data) throws(FileError) {
        let failure: Int32 = data.withUnsafeBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
                if written >= 0 { offset += written } else if errno != EINTR { return errno }
            }
            return 0
        }
        guard failure == 0 else { throw FileError(path: "the archive of \(folder)", action: "write", code: failure) }
        result.bytes += data.count
    }

    private func absolute(_ path: String) -> String {
        path.isEmpty ? folder : "\(folder)/\(path)"
    }

    private func error(_ action: String, _ path: String) -> FileError {
        FileError(path: absolute(path), action: action, code: errno)
    }
}
