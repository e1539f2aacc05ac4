// SPDX-License-Identifier: Apache-2.0

import Archives
import Basics
import CommandLineKit
import FoundationEssentials
import Glibc

/// The folder that an image is built from.
struct BuildContext: Sendable {
    private static let standardFile = "Dockerfile"
    private static let ignoreFile = ".dockerignore"

    private let folder: String
    /// The path of the Dockerfile inside the folder.
    let dockerfile: String
    private let excluded: IgnorePatterns

    /// `file` is the Dockerfile, relative to `folder` or absolute.
    init(folder: String, file: String?) throws {
        var information = stat()
        guard stat(folder, &information) == 0 else { throw FileError(path: folder, action: "read", code: errno) }
        guard information.st_mode & S_IFMT == S_IFDIR else { throw CommandFailure("\(folder) is no folder.") }
        let root = try Self.resolved(folder)
        self.folder = root
        dockerfile = try Self.dockerfile(file ?? Self.standardFile, in: root)
        let text = try Files.read("\(root)/\(Self.ignoreFile)").map { String(decoding: $0, as: UTF8.self) } ?? ""
        do {
            // The server needs these two whatever the patterns say.
            excluded = try IgnorePatterns(text, keeping: [Self.ignoreFile, dockerfile])
        } catch {
            throw CommandFailure("Line \(error.line) of \(root)/\(Self.ignoreFile) is no pattern: '\(error.pattern)'.")
        }
    }

    var usesStandardFile: Bool {
        dockerfile == Self.standardFile
    }

    /// Packs the folder without what it ignores into `file`.
    func pack(into file: ScratchFile) throws -> FolderPacker.Result {
        try FolderPacker.pack(folder, into: file.descriptor, excluding: excluded)
    }

    private static func dockerfile(_ file: String, in root: String) throws -> String {
        let path = file.hasPrefix("/") ? file : "\(root)/\(file)"
        guard access(path, F_OK) == 0 else {
            throw CommandFailure("There is no \(path). Name the Dockerfile with '--file', relative to the folder.")
        }
        // The last part may be a link, which is packed as it is.
        let parent = try resolved(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        let name = path.split(separator: "/").last ?? ""
        guard parent == root || parent.hasPrefix(root + "/") else {
            throw CommandFailure("The Dockerfile \(file) is not inside of \(root).")
        }
        return (parent.dropFirst(root.count + 1).isEmpty ? "" : parent.dropFirst(root.count + 1) + "/") + name
    }

    private static func resolved(_ path: String) throws(FileError) -> String {
        guard let pointer = realpath(path.isEmpty ? "/" : path, nil) else {
            throw FileError(path: path, action: "read", code: errno)
        }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
