// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import Provisioning

/// Files on a build's disk, where strangers may have put links that lead elsewhere: none is followed.
///
/// Only right while nothing runs in the sandbox.
struct BuildFiles: Sendable {
    let folder: String

    /// The text of a file; nil if there is none.
    func read(_ path: String, upTo limit: Int) throws -> String? {
        guard kind(path) == S_IFREG else { return nil }
        let descriptor = open("\(folder)/\(path)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, action: "read", code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[0..<count]
        }
        guard bytes.count <= limit else { throw ImageBuildError.refused(reason: "\"\(path)\" is too long") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The path of a regular file; throws if there is none.
    func regular(_ path: String) throws -> String {
        try place(path, S_IFREG)
    }

    /// The path of a folder; throws if there is none.
    func directory(_ path: String) throws -> String {
        try place(path, S_IFDIR)
    }

    /// Makes a folder that was not there.
    func makeFolder(_ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        guard mkdir(path, 0o755) == 0 else { throw FileError(path: path, action: "make directory", code: errno) }
        return path
    }

    /// Writes a file that was not there.
    func write(_ text: String, to name: String) throws {
        let path = "\(folder)/\(name)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError(path: path, action: "write", code: errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw FileError(path: path, action: "write", code: errno)
        }
    }

    private func place(_ path: String, _ wanted: mode_t) throws -> String {
        guard kind(path) == wanted else { throw ImageBuildError.failed(reason: "the build left no \(path)") }
        return "\(folder)/\(path)"
    }

    /// The kind of file; nil if there is none, or if a part of the way is no folder.
    private func kind(_ path: String) -> mode_t? {
        var place = folder
        var kind: mode_t = S_IFDIR
        for part in path.split(separator: "/") {
            guard kind == S_IFDIR, part != ".." else { return nil }
            place += "/\(part)"
            var information = stat()
            guard lstat(place, &information) == 0 else { return nil }
            kind = information.st_mode & S_IFMT
        }
        return kind
    }
}

/// Turns pieces of bytes into text, with characters that were cut in two made whole.
struct UTF8Pieces {
    private var rest = Data()

    mutating func add(_ piece: Data) -> String {
        rest += piece
        // The start of a character that may go on is left for the next piece.
        let tail = rest.suffix(3)
        var keep = 0
        for (offset, byte) in tail.reversed().enumerated() where byte & 0xc0 == 0xc0 {
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
            if offset + 1 < length { keep = offset + 1 }
            break
        }
        let text = String(decoding: rest.dropLast(keep), as: UTF8.self)
        rest = Data(rest.suffix(keep))
        return text
    }
}
