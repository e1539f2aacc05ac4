// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import Glibc

/// Checksums of files, made once for as long as a file stays as it is.
struct FileChecksums {
    struct Checksums {
        fileprivate let fingerprint: Fingerprint
        let sha1: String
        let sha256: String
    }

    fileprivate struct Fingerprint: Equatable {
        let inode: UInt64
        let size: Int
        let modified: Int
        let modifiedNanoseconds: Int
    }

    private var known: [String: Checksums] = [:]

    /// The checksums of the regular file at `path`, of which `information` was just read.
    mutating func checksums(of path: String, _ information: stat) throws(FileError) -> Checksums {
        let fingerprint = Fingerprint(
            inode: UInt64(information.st_ino),
            size: Int(information.st_size),
            modified: information.st_mtim.tv_sec,
            modifiedNanoseconds: information.st_mtim.tv_nsec
        )
        if let sums = known[path], sums.fingerprint == fingerprint { return sums }
        let sums = Checksums(
            fingerprint: fingerprint,
            sha1: try Digest.sha1HexOfFile(path),
            sha256: try Digest.sha256HexOfFile(path)
        )
        known[path] = sums
        return sums
    }
}
