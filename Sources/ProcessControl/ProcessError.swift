// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a program could not be run, or did not end as it should.
package enum ProcessError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The process could not be made; `action` is the step that failed, `code` an errno.
    case cannotStart(program: String, action: String, code: Int32)
    /// The program ended otherwise than with exit status 0; `message` is the end of its error output.
    case failed(command: String, status: ExitStatus, message: String)
    /// The program was killed because it took longer than its limit.
    case timedOut(command: String)
    /// The task that waited was cancelled; the program was killed.
    case cancelled(command: String)
    /// A descriptor of a process could not be had; `code` is an errno.
    case cannotWatch(pid: Int32, code: Int32)
    /// There is no such program on this host.
    case notFound(program: String)

    package var description: String {
        switch self {
        case .cannotStart(let program, let action, let code):
            "cannot start \(program): cannot \(action): \(String(cString: strerror(code)))"
        case .failed(let command, let status, let message):
            "\(command) \(status)" + (message.isEmpty ? "" : ": \(message)")
        case .timedOut(let command): "\(command) took too long and was ended"
        case .cancelled(let command): "\(command) was cancelled"
        case .cannotWatch(let pid, let code):
            "cannot watch a socket of process \(pid): \(String(cString: strerror(code)))"
        case .notFound(let program): "the program \(program) is missing"
        }
    }
}
