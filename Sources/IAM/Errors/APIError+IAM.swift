// SPDX-License-Identifier: Apache-2.0

import API

/// What the identity service answers when it refuses.
///
/// Codes below `BXNIM9000E` are those that clients of the time know. The codes from there on are ours:
///
/// | Code | Status | Meaning |
/// |---|---|---|
/// | BXNIM9001E | 400 | the grant type is not supported |
/// | BXNIM9002E | 400 | a parameter is missing or empty |
/// | BXNIM9003E | 400 | the body is not a form, or names a parameter twice |
/// | BXNIM9004E | 401 | the client or its secret is unknown |
/// | BXNIM9005E | 400 | the client may not use this grant |
/// | BXNIM9006E | 400 | the account does not exist or the user does not belong to it |
/// | BXNIM9007E | 400 | the API key or session belongs to another account |
/// | BXNIM9008E | 400 | the response type is not supported |
/// | BXNIM9009E | 429 | too many failed sign-ins; wait |
/// | BXNIM9010E | 503 | too many sign-ins at once |
/// | BXNIM9011E | 400 | the API key is disabled or has expired |
/// | BXNIM9030E | 400 | the one-time passcode is wrong, used, or expired |
/// | BXNIM9031E | 400 | users of this domain sign in with a one-time passcode |
/// | BXNIM9032E | 400 | this server takes passwords on its web page alone |
/// | BXNIM9033E | 400 | the account takes no sessions that began with a password |
/// | BXNIM9500E | 500 | unexpected; the log has more under the request id |
extension APIError {
    /// The same for a wrong password and for an unknown user.
    static let wrongCredentials = iam(400, "BXNIM0602E", "The user name or the password is incorrect")

    static let unknownAPIKey = iam(400, "BXNIM0415E", "Provided API key could not be found")

    static let unusableAPIKey = iam(400, "BXNIM9011E", "Provided API key is disabled or has expired")

    /// Clients sign in again when they see this code, and only then.
    static func invalidRefreshToken(_ reason: String) -> APIError {
        iam(400, "BXNIM0407E", "Provided refresh token is invalid", details: reason)
    }

    static let reusedRefreshToken = invalidRefreshToken("It was used before, so all tokens of its session are ended")

    static func unsupportedGrant(_ grant: String) -> APIError {
        iam(400, "BXNIM9001E", "The grant type '\(grant.prefix(80))' is not supported")
    }

    static func missingParameter(_ name: String) -> APIError {
        iam(400, "BXNIM9002E", "The parameter '\(name)' is missing or empty")
    }

    static func malformedRequest(_ reason: String) -> APIError {
        iam(400, "BXNIM9003E", "The request is malformed: \(reason)")
    }

    static let unknownClient = iam(
        401,
        "BXNIM9004E",
        "The client is unknown or its secret is wrong",
        details: "Send the client's name and secret with HTTP basic authentication, for instance bx:bx"
    )

    static func clientMayNotUseGrant(client: String, grant: String) -> APIError {
        iam(400, "BXNIM9005E", "The client '\(client)' may not use the grant type '\(grant)'")
    }

    /// The same for an account that does not exist and for one of other people.
    static func notAMember(accountID: String) -> APIError {
        iam(400, "BXNIM9006E", "The account '\(accountID.prefix(64))' does not exist or you do not belong to it")
    }

    static func boundToOtherAccount(accountID: String) -> APIError {
        iam(
            400,
            "BXNIM9007E",
            "The API key or session belongs to another account than '\(accountID.prefix(64))'",
            details: "Log in to that account and create an API key there"
        )
    }

    static func unsupportedResponseType(_ type: String) -> APIError {
        iam(400, "BXNIM9008E", "The response type '\(type.prefix(80))' is not supported")
    }

    static func tooManyFailures(secondsToWait: Int) -> APIError {
        let message = "Too many failed sign-ins, try again in \(secondsToWait) seconds"
        return iam(429, "BXNIM9009E", message, retryAfter: secondsToWait)
    }

    /// The same for a code that never was, was used, or has expired.
    static let invalidPasscode = iam(
        400,
        "BXNIM9030E",
        "The one-time passcode is not valid",
        details: "A passcode works once and for five minutes; get a new one"
    )

    /// For everybody of the domain, known or not.
    static func federatedUser(passcodePage: String) -> APIError {
        iam(
            400,
            "BXNIM9031E",
            "You are using a federated user ID, which has no password here",
            details: "Use a one-time passcode from \(passcodePage), or an API key"
        )
    }

    static let passwordGrantIsOff = iam(
        400,
        "BXNIM9032E",
        "Programs may not sign in with a password on this server",
        details: "Use a one-time passcode ('bx login --sso') or an API key"
    )

    static func closedToPasswordSessions(accountID: String) -> APIError {
        iam(
            400,
            "BXNIM9033E",
            "The account '\(accountID)' takes no sessions that began with a password: "
                + "use a one-time passcode ('bx login --sso') or an API key"
        )
    }

    static let tooBusy = iam(
        503,
        "BXNIM9010E",
        "Too many sign-ins are in progress, try again in a moment",
        retryAfter: 1
    )

    static let unexpected = iam(500, "BXNIM9500E", "The request failed unexpectedly")

    private static func iam(
        _ status: Int,
        _ code: String,
        _ message: String,
        details: String = "",
        retryAfter: Int? = nil
    ) -> APIError {
        APIError(
            status: status,
            code: code,
            message: message,
            recovery: details,
            type: "Authentication",
            retryAfter: retryAfter
        )
    }
}
