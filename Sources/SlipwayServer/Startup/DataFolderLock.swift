// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Holds the data folder for one daemon, for as long as the process lives.
package struct DataFolderLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock, or throws if another daemon has it.
    package init(folder: String) throws(StartupError) {
        let path = "\(folder)/slipwayd.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusable("cannot open \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .unusable("another slipwayd uses the data folder \(folder)")
        }
    }

    deinit {
        // The file stays: removing it would let a third process lock another file of the same name.
        close(descriptor)
    }
}
