// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// A file or a directory inside an archive.
package struct ArchiveEntry: Sendable, Equatable {
    /// Relative, with `/` between its parts; a directory ends in `/`.
    package var path: String
    /// Permission bits, for instance `0o644`.
    package var mode: UInt16
    /// Empty for a directory.
    package var content: Data

    package init(path: String, mode: UInt16 = 0o644, content: Data = Data()) {
        self.path = path
        self.mode = mode
        self.content = content
    }

    package var isDirectory: Bool {
        path.hasSuffix("/")
    }
}

/// Why an archive was refused.
package enum ArchiveError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The bytes are no archive of the kind, or end too early.
    case malformed
    /// The entry at this path is compressed or encrypted; only stored entries are read.
    case unsupported(path: String)
    /// The path of an entry leads out of the archive's folder, or is absolute.
    case unsafePath(String)
    /// The content of the entry at this path is damaged.
    case damaged(path: String)

    package var description: String {
        switch self {
        case .malformed: "the archive is damaged"
        case .unsupported(let path): "archive entry \"\(path)\" is compressed or encrypted"
        case .unsafePath(let path): "archive entry \"\(path)\" leads out of the archive"
        case .damaged(let path): "archive entry \"\(path)\" is damaged"
        }
    }
}
