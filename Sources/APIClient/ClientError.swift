// SPDX-License-Identifier: Apache-2.0

/// What a service said when it refused a call.
package struct ServiceFailure: Error, Sendable, Equatable {
    /// The HTTP status.
    package let status: Int
    /// For instance `E0008` or `BXNIM0415E`; empty if the service gave none.
    package let code: String
    /// The service's sentence; empty if it gave none.
    package let message: String
    /// What the service says to do next; may be empty.
    package let recovery: String
    /// Names the call in the service's log; may be empty.
    package let incident: String

    package init(status: Int, code: String, message: String, recovery: String = "", incident: String = "") {
        self.status = status
        self.code = code
        self.message = message
        self.recovery = recovery
        self.incident = incident
    }
}

/// Why a call to a service gave nothing.
package enum ClientError: Error, Sendable, Equatable {
    /// Nobody answers at the address.
    case unreachable(url: String, reason: String)
    /// The certificate of the server is signed by nobody that is trusted here, or is for another name.
    case untrusted(url: String, reason: String)
    case timedOut(url: String)
    /// The connection broke before the whole answer was there; the server may have acted.
    case interrupted(url: String, reason: String)
    /// The task was cancelled.
    case cancelled
    /// A program or library that calls need is missing on this machine.
    case unavailable(reason: String)
    /// The tokens of the session are no longer accepted; only a new login helps.
    case sessionExpired
    /// The service understood the call and refused it.
    case refused(ServiceFailure)
    /// The answer is not what the service should send; the address is probably that of something else.
    case unexpectedAnswer(url: String, status: Int)

    /// One or more sentences for the user: what is wrong and what to do about it.
    package var message: String {
        switch self {
        case .unreachable(let url, let reason):
            "Could not reach \(url): \(reason). Check that the server runs there and that the address is right; "
                + "set another one with 'bx api URL'."
        case .untrusted(let url, let reason):
            "The certificate of \(url) is not trusted: \(reason). If the server has its own certificate authority, "
                + "name its certificate once with 'bx api \(Self.origin(of: url)) --ca-file FILE'."
        case .timedOut(let url): "\(url) did not answer in time. Try again later."
        case .interrupted(let url, let reason): "The connection to \(url) broke: \(reason). Try again."
        case .cancelled: "The call was cancelled."
        case .unavailable(let reason): "Calls cannot be made from this machine: \(reason)."
        case .sessionExpired: "Your session has expired. Use 'bx login' to log in again."
        case .refused(let failure): failure.text
        case .unexpectedAnswer(let url, let status):
            "\(url) gave an answer that was not understood (HTTP status \(status)). Check the address with 'bx api'."
        }
    }

    /// Scheme, host and port of `url`.
    private static func origin(of url: String) -> String {
        let parts = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count >= 3 ? parts[0..<3].joined(separator: "/") : url
    }
}

extension ServiceFailure {
    /// The sentences for the user.
    fileprivate var text: String {
        var text = message.isEmpty ? "The server answered with HTTP status \(status)." : message
        if !code.isEmpty { text += " (\(code))" }
        if !recovery.isEmpty { text += "\n" + recovery }
        if status >= 500, !incident.isEmpty { text += "\nIncident ID: \(incident)" }
        return text
    }
}
