// SPDX-License-Identifier: Apache-2.0

import API

/// What the management of API keys and service ids answers when it refuses.
///
/// All codes are ours; missing parameters and malformed bodies have those of `APIError+IAM`.
///
/// | Code | Status | Meaning |
/// |---|---|---|
/// | BXNIM9101E | 404 | there is no such API key, or it is none of the caller's business |
/// | BXNIM9102E | 409 | it is locked |
/// | BXNIM9103E | 409 | it was changed in the meantime |
/// | BXNIM9104E | 400 | `If-Match` is missing |
/// | BXNIM9105E | 403 | the caller may not do this |
/// | BXNIM9106E | 400 | neither token nor request name an account |
/// | BXNIM9107E | 403 | the token is for another account |
/// | BXNIM9108E | 400 | a parameter has a value that is not possible |
/// | BXNIM9109E | 404 | there is no such service id in the account |
/// | BXNIM9110E | 409 | the service id still has locked keys |
extension APIError {
    static let apiKeyNotFound = management(404, "BXNIM9101E", "The API key could not be found")

    static func locked(_ id: String) -> APIError {
        management(409, "BXNIM9102E", "\(id) is locked", details: "Unlock it first")
    }

    static func changedMeanwhile(_ id: String) -> APIError {
        management(
            409,
            "BXNIM9103E",
            "\(id) was changed in the meantime",
            details: "Get it again and repeat the call with its present version in If-Match"
        )
    }

    static let missingVersion = management(
        400,
        "BXNIM9104E",
        "The header If-Match is missing",
        details: "Name the version that is to be changed, or * for whatever there is"
    )

    static func mayNot(_ act: String) -> APIError {
        management(403, "BXNIM9105E", "You may not \(act)")
    }

    static let noAccountNamed = management(
        400,
        "BXNIM9106E",
        "The token is for no account, and the request names none",
        details: "Ask for a token with bss_account"
    )

    static func tokenOfOtherAccount(_ accountID: String) -> APIError {
        management(403, "BXNIM9107E", "The token is not for the account '\(accountID.prefix(64))'")
    }

    static func impossibleValue(_ name: String, _ reason: String) -> APIError {
        management(400, "BXNIM9108E", "The value of '\(name)' is not possible: \(reason)")
    }

    static let serviceIDNotFound = management(404, "BXNIM9109E", "The service ID could not be found in this account")

    static let hasLockedKeys = management(
        409,
        "BXNIM9110E",
        "The service ID has locked API keys",
        details: "Unlock them first: they are deleted along with it"
    )

    private static func management(
        _ status: Int,
        _ code: String,
        _ message: String,
        details: String = ""
    ) -> APIError {
        APIError(status: status, code: code, message: message, recovery: details)
    }
}
