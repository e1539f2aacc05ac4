// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc

/// A file without a name: it is gone when it is let go, also by `kill -9`.
final class ScratchFile: Sendable {
    let descriptor: Int32

    /// The file takes its space in `folder`.
    init(in folder: String) throws(FileError) {
        let name = "\(folder)/bx-\(RandomText.hex(byteCount: 8))"
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(path: folder, action: "write into", code: errno) }
        unlink(name)
    }

    deinit {
        close(descriptor)
    }

    /// Opens it anew from its beginning, as long as it is not let go.
    var path: String {
        "/proc/self/fd/\(descriptor)"
    }
}
