// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// Keeps the log of a running program short: copies it aside and cuts it, as the program holds the file open.
enum LogRotation {
    /// Does nothing while the log is at most `limit` bytes; keeps `path.1` (the newest) to `path.<kept>`.
    static func rotate(_ path: String, limit: Int = 10 << 20, kept: Int = 3) throws {
        var information = stat()
        guard stat(path, &information) == 0, information.st_size > limit else { return }
        for number in stride(from: kept - 1, through: 1, by: -1) where Files.exists("\(path).\(number)") {
            guard rename("\(path).\(number)", "\(path).\(number + 1)") == 0 else {
                throw FileError(path: path, action: "rotate", code: errno)
            }
        }
        let copy = "\(path).copy"
        try Files.remove(copy)
        do {
            try FileManager.default.copyItem(atPath: path, toPath: copy)
        } catch {
            // On a full disk half a copy would be in the way of what is needed more.
            try Files.remove(copy)
            throw error
        }
        guard rename(copy, "\(path).1") == 0 else { throw FileError(path: path, action: "rotate", code: errno) }
        // The program appends (O_APPEND), so what it writes next stands at the new beginning.
        guard truncate(path, 0) == 0 else { throw FileError(path: path, action: "cut", code: errno) }
    }
}
