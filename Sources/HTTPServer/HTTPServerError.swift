// SPDX-License-Identifier: Apache-2.0

/// Why a server does not start.
package enum HTTPServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not a numeric address.
    case invalidAddress(String)
    /// The address is in use, not of this machine, or not allowed.
    case cannotListen(address: String, port: UInt16, reason: String)
    /// The engine refused, most likely because certificate and key do not fit.
    case cannotStart(reason: String)
    case alreadyStarted

    package var description: String {
        switch self {
        case .invalidAddress(let address): "\"\(address)\" is not a numeric address to listen on"
        case .cannotListen(let address, let port, let reason): "cannot listen on \(address) port \(port): \(reason)"
        case .cannotStart(let reason): "the HTTP server cannot start: \(reason)"
        case .alreadyStarted: "the HTTP server is already started"
        }
    }
}
