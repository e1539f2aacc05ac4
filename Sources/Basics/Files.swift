// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Glibc

/// What went wrong with a file, with the path and the system's reason.
package struct FileError: Error, Sendable, CustomStringConvertible {
    package let path: String
    package let action: String
    package let code: Int32

    package init(path: String, action: String, code: Int32) {
        self.path = path
        self.action = action
        self.code = code
    }

    package var description: String {
        "cannot \(action) \(path): \(String(cString: strerror(code)))"
    }
}

/// File operations that a crash cannot leave half done.
package enum Files {
    /// Replaces the file at `path` in one step: whoever looks sees the old content or all of the new.
    ///
    /// The new content is on disk before the rename, with `mode` from its first byte on, and the rename is on disk when
    /// this returns.
    package static func write(_ content: Data, to path: String, mode: mode_t = 0o600) throws(FileError) {
        let temporary = "\(path).\(RandomText.hex(byteCount: 4)).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(path: path, action: "write", code: errno) }
        var failure: Int32 = 0
        if fchmod(descriptor, mode) != 0 { failure = errno }
        content.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
            var offset = 0
            while failure == 0, offset < bytes.count {
                let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
                if written >= 0 { offset += written } else if errno != EINTR { failure = errno }
            }
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(temporary, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(temporary)
            throw FileError(path: path, action: "write", code: failure)
        }
        try syncDirectory(of: path)
    }

    /// Gives the file at `path` its `mode` and waits until its content and its name are on disk.
    package static func settle(_ path: String, mode: mode_t) throws(FileError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path: path, action: "read", code: errno) }
        defer { close(descriptor) }
        guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
            throw FileError(path: path, action: "write", code: errno)
        }
        try syncDirectory(of: path)
    }

    /// Puts the file at `path` in the place of what is at `target`, in one step that is on disk when this returns.
    package static func move(_ path: String, to target: String) throws(FileError) {
        guard rename(path, target) == 0 else { throw FileError(path: target, action: "write", code: errno) }
        try syncDirectory(of: target)
    }

    private static func syncDirectory(of path: String) throws(FileError) {
        let end = path.lastIndex(of: "/")
        let parent = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Who may not read the directory could still replace a file in it; that has happened by now.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // EINVAL: the file system has nothing to write, as that of a kernel's settings.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw FileError(path: parent, action: "write", code: errno)
        }
    }

    /// The whole content of the file at `path`, or nil if there is none.
    package static func read(_ path: String) throws(FileError) -> Data? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileError(path: path, action: "read", code: errno)
        }
        defer { close(descriptor) }
        var content = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count > 0 {
                content.append(contentsOf: buffer[0..<count])
            } else if count == 0 {
                return content
            } else if errno != EINTR {
                throw FileError(path: path, action: "read", code: errno)
            }
        }
    }

    /// Makes the directory at `path` and its missing parents, and gives the last one `mode`.
    package static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(FileError) {
        var information = stat()
        if stat(path, &information) != 0 {
            let parent = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
            if !parent.isEmpty, parent != path, access(parent, F_OK) != 0 { try makeDirectory(parent, mode: 0o755) }
            guard mkdir(path, mode) == 0 || errno == EEXIST else {
                throw FileError(path: path, action: "make directory", code: errno)
            }
        }
        guard chmod(path, mode) == 0 else { throw FileError(path: path, action: "set the mode of", code: errno) }
    }

    /// Whether something is at `path`.
    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    /// The bytes of the file at `path`.
    package static func size(_ path: String) throws(FileError) -> Int {
        var information = stat()
        guard stat(path, &information) == 0 else { throw FileError(path: path, action: "read", code: errno) }
        return Int(information.st_size)
    }

    /// Removes whatever is at `path`, with all that is below it; fine if nothing is there.
    package static func remove(_ path: String) throws(FileError) {
        guard lstatExists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            guard lstatExists(path) else { return }
            throw FileError(path: path, action: "remove", code: errno == 0 ? EIO : errno)
        }
    }

    private static func lstatExists(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0
    }
}
