// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
import Glibc
package import Model

/// The audit log on disk: one JSON object a line, for its owner alone.
///
/// A line is handed to the system in one piece before `append` returns, so that no end of the process can lose or halve it;
/// `synchronize` brings it to the disk. A file that has reached its size is renamed to `<path>.1`, that to `<path>.2`
/// and so on.
package final class AuditFile: Sendable {
    private struct State {
        var descriptor: Int32 = -1
        var size = 0
    }

    private let path: String
    private let maximumSize: Int
    private let generations: Int
    private let state = Locked(State())

    /// Keeps `generations` files of `maximumSize` bytes beside the one that is written.
    package init(path: String, maximumSize: Int = 16 << 20, generations: Int = 8) {
        self.path = path
        self.maximumSize = maximumSize
        self.generations = generations
    }

    deinit {
        state.withLock { state in
            if state.descriptor >= 0 { close(state.descriptor) }
        }
    }

    package func append(_ event: AuditEvent) throws {
        let line = try PlainJSON.encode(AuditRecord(of: event)) + "\n".utf8
        try state.withLock { state throws(FileError) in
            try prepare(&state, for: line.count)
            try write(line, &state)
        }
    }

    /// Brings all lines to the disk.
    package func synchronize() throws(FileError) {
        try state.withLock { state throws(FileError) in
            guard state.descriptor >= 0, fdatasync(state.descriptor) != 0 else { return }
            throw FileError(path: path, action: "synchronize", code: errno)
        }
    }

    /// Opens the file, or begins a new one if the line does not fit in.
    private func prepare(_ state: inout State, for count: Int) throws(FileError) {
        if state.descriptor < 0 { try open(&state) }
        guard state.size > 0, state.size + count > maximumSize else { return }
        fdatasync(state.descriptor)
        close(state.descriptor)
        state = State()
        for number in stride(from: generations - 1, through: 0, by: -1) {
            let source = number == 0 ? path : "\(path).\(number)"
            guard rename(source, "\(path).\(number + 1)") == 0 || errno == ENOENT else {
                throw FileError(path: source, action: "rename", code: errno)
            }
        }
        try open(&state)
    }

    private func open(_ state: inout State) throws(FileError) {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileError(path: path, action: "open", code: errno) }
        var information = stat()
        guard fchmod(descriptor, 0o600) == 0, fstat(descriptor, &information) == 0 else {
            let code = errno
            close(descriptor)
            throw FileError(path: path, action: "open", code: code)
        }
        state = State(descriptor: descriptor, size: Int(information.st_size))
    }

    private func write(_ line: [UInt8], _ state: inout State) throws(FileError) {
        var written = -1
        repeat {
            written = Glibc.write(state.descriptor, line, line.count)
        } while written < 0 && errno == EINTR
        guard written == line.count else {
            let code = written < 0 ? errno : ENOSPC
            // Half a line would spoil the next one.
            if written > 0 { ftruncate(state.descriptor, off_t(state.size)) }
            throw FileError(path: path, action: "append to", code: code)
        }
        state.size += written
    }
}
