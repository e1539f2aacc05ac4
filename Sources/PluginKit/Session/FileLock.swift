// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc

/// A lock between processes, as a file that is locked while the lock is held and stays where it is.
struct FileLock: Sendable {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Runs `body` while no other process holds the lock; waits for it as long as it takes.
    func hold<Result>(_ body: () throws -> Result) throws -> Result {
        try Self.makeParent(of: path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(path: path, action: "open", code: errno) }
        // Closing the descriptor gives the lock back.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileError(path: path, action: "lock", code: errno) }
        }
        return try body()
    }

    /// Makes the directory of `path` for its owner alone if it is missing; one that is there keeps its mode.
    static func makeParent(of path: String) throws(FileError) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let parent = String(path[..<slash])
        if !parent.isEmpty, !Files.exists(parent) {
            try makeParent(of: parent)
            try Files.makeDirectory(parent, mode: 0o700)
        }
    }
}
