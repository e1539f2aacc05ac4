// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// A hidden folder beside the plug-ins in which one installation collects and checks what it is about to put into place.
///
/// It is locked for as long as its process lives, which tells it from one that a killed process left.
struct StagingFolder: Sendable {
    private static let prefix = ".incoming-"

    let path: String
    /// Open for as long as the process lives or until `remove`.
    private let descriptor: Int32

    init(in parent: String) throws(FileError) {
        while true {
            let path = "\(parent)/\(Self.prefix)\(RandomText.hex(byteCount: 8))"
            guard mkdir(path, 0o700) == 0 else { throw FileError(path: path, action: "make directory", code: errno) }
            if let descriptor = Self.lock(path), Files.exists(path) {
                self.path = path
                self.descriptor = descriptor
                return
            }
            // Somebody took it for abandoned in the moment before it was locked.
        }
    }

    /// Removes the folder with all that is in it.
    func remove() {
        try? Files.remove(path)
        close(descriptor)
    }

    /// Removes what killed processes left in `parent`: such folders, and parts of files that were being written.
    ///
    /// The caller holds the lock of the register, so nobody writes that. What cannot be removed now is left to the next.
    static func removeAbandoned(in parent: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
            let path = "\(parent)/\(name)"
            if name.hasPrefix("config.json."), name.hasSuffix(".tmp") { try? Files.remove(path) }
            guard name.hasPrefix(prefix), let descriptor = lock(path) else { continue }
            try? Files.remove(path)
            close(descriptor)
        }
    }

    /// Opens the folder and locks it; nil if another process has it.
    private static func lock(_ path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        close(descriptor)
        return nil
    }
}
