// SPDX-License-Identifier: Apache-2.0

import API

/// What account management answers when it refuses; all codes are ours.
///
/// | Code | Status | Meaning |
/// |---|---|---|
/// | BXNACC400E | 400 | the request is malformed |
/// | BXNACC401E | 401 | no token, or one that does not hold |
/// | BXNACC403E | 403 | the caller may not do this |
/// | BXNACC404E | 404 | there is no such thing, or the caller may not see it |
/// | BXNACC409E | 409 | it does not fit what is there |
/// | BXNACC9001E | 400 | the invitation is for someone who needs a password |
/// | BXNACC9002E | 400 | the invitation is unknown, used or has expired |
extension APIError {
    static func malformedRequest(_ reason: String) -> APIError {
        APIError(status: 400, code: "BXNACC400E", message: "The request is malformed: \(reason)")
    }

    static func forbidden(_ reason: String) -> APIError {
        APIError(status: 403, code: "BXNACC403E", message: reason)
    }

    /// The same for an account that does not exist and for one of other people.
    static func unknownAccount(_ id: String) -> APIError {
        APIError(status: 404, code: "BXNACC404E", message: "The account '\(id)' could not be found")
    }

    static func unknown(_ kind: String, _ id: String) -> APIError {
        APIError(status: 404, code: "BXNACC404E", message: "The \(kind) '\(id.prefix(254))' could not be found")
    }

    static func conflict(_ reason: String) -> APIError {
        APIError(status: 409, code: "BXNACC409E", message: reason)
    }

    static let passwordNeeded = APIError(
        status: 400,
        code: InvitationAcceptance.passwordNeededCode,
        message: "A password is needed: the person has none yet"
    )

    static let invalidInvitation = APIError(
        status: 400,
        code: "BXNACC9002E",
        message: "The invitation is unknown, was used or has expired; ask the owner of the account for another one"
    )
}
