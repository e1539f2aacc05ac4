// SPDX-License-Identifier: Apache-2.0

package import Basics
import Glibc

/// Where bodies of requests lie that are too large for memory.
///
/// Their files have no names, so that none is left whatever happens to this process; what had one for the moment of its
/// making is removed by the next `prepare`.
package struct UploadFolder: Sendable {
    package let path: String
    /// What bodies leave free on the disk, since others live there too.
    package let reserveBytes: Int

    package init(path: String, reserveBytes: Int = 512 << 20) {
        self.path = path
        self.reserveBytes = reserveBytes
    }

    /// Makes the folder, for its owner alone and empty.
    package func prepare() throws(FileError) {
        try Files.remove(path)
        try Files.makeDirectory(path, mode: 0o700)
    }

    /// A new file without a name.
    func open() throws(FileError) -> Int32 {
        let file = "\(path)/\(RandomText.hex(byteCount: 16))"
        let descriptor = Glibc.open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileError(path: file, action: "write", code: errno) }
        unlink(file)
        return descriptor
    }
}
