// SPDX-License-Identifier: Apache-2.0

import Basics

/// Why a request got no answer.
package enum HTTPClientError: Error, Sendable, Equatable, CustomStringConvertible {
    /// No connection: unknown name, nobody listens, no TLS; the request was not sent.
    case unreachable(url: String, reason: String)
    /// The connection broke before the whole answer was there; the server may have acted.
    case interrupted(url: String, reason: String)
    /// The server's certificate could not be verified.
    case untrusted(url: String, reason: String)
    /// No answer, or not all of it, within the time limit.
    case timedOut(url: String)
    /// The task was cancelled.
    case cancelled
    /// URL, header, certificate or file that cannot be used.
    case invalid(url: String, reason: String)
    /// A download could not be kept in the file at this path; `code` is the system's.
    case notStored(path: String, code: Int32)
    /// The answer is larger than the configuration allows.
    case tooLarge(url: String)
    /// The HTTP library is not installed.
    case unavailable(reason: String)

    package var description: String {
        switch self {
        case .unreachable(let url, let reason): "cannot reach \(url): \(reason)"
        case .interrupted(let url, let reason): "the connection to \(url) broke: \(reason)"
        case .untrusted(let url, let reason): "the certificate of \(url) is not trusted: \(reason)"
        case .timedOut(let url): "\(url) did not answer in time"
        case .cancelled: "the request was cancelled"
        case .invalid(let url, let reason): "the request to \(url) cannot be made: \(reason)"
        case .notStored(let path, let code): FileError(path: path, action: "write", code: code).description
        case .tooLarge(let url): "the answer of \(url) is too large"
        case .unavailable(let reason): "no HTTP library, install the package libcurl4: \(reason)"
        }
    }
}
