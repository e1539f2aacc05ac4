// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file that is open to be sent.
final class FileBody {
    let descriptor: Int32
    let count: Int

    /// Nil, with the reason in `errno`, if there is no file that can be read.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            errno = EISDIR
            return nil
        }
        self.descriptor = descriptor
        count = Int(information.st_size)
    }

    deinit {
        close(descriptor)
    }
}
