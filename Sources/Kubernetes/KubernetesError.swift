// SPDX-License-Identifier: Apache-2.0

import HTTPClient

/// Why an API server did not do what was asked.
package enum KubernetesError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such object.
    case notFound(path: String)
    /// There is such an object already, or it was changed meanwhile.
    case conflict(path: String)
    /// The API server refused; `message` is its own.
    case refused(path: String, status: Int, message: String)
    /// The API server cannot be reached or did not answer.
    case unreachable(reason: String)
    /// The answer is not what it should be.
    case malformed(path: String)
    /// The task was cancelled.
    case cancelled

    package var description: String {
        switch self {
        case .notFound(let path): "\(path) does not exist"
        case .conflict(let path): "\(path) exists already or was changed meanwhile"
        case .refused(let path, let status, let message): "the API server refused \(path) (\(status)): \(message)"
        case .unreachable(let reason): "the API server cannot be reached: \(reason)"
        case .malformed(let path): "the API server's answer to \(path) cannot be read"
        case .cancelled: "the request was cancelled"
        }
    }

    init(_ error: HTTPClientError) {
        self = error == .cancelled ? .cancelled : .unreachable(reason: "\(error)")
    }
}
