// SPDX-License-Identifier: Apache-2.0

import API

/// What Cloud Foundry answers when it refuses; the middleware adds its numbers.
extension APIError {
    static func unknownOrganization(_ id: String) -> APIError {
        cloudFoundry(404, "CF-OrganizationNotFound", "The organization could not be found: \(id.prefix(64))")
    }

    static func unknownSpace(_ id: String) -> APIError {
        cloudFoundry(404, "CF-SpaceNotFound", "The app space could not be found: \(id.prefix(64))")
    }

    static func organizationExists(_ name: String) -> APIError {
        cloudFoundry(400, "CF-OrganizationNameTaken", "The organization name is taken: \(name)")
    }

    static func spaceExists(_ name: String) -> APIError {
        cloudFoundry(400, "CF-SpaceNameTaken", "The app space name is taken: \(name)")
    }

    static func notAuthorized(_ reason: String) -> APIError {
        cloudFoundry(403, "CF-NotAuthorized", "You are not authorized to perform the requested action: \(reason)")
    }

    static func invalidQuery(_ text: String) -> APIError {
        cloudFoundry(400, "CF-BadQueryParameter", "The query parameter is invalid: \(text.prefix(80))")
    }

    static func unknownUser(_ name: String) -> APIError {
        cloudFoundry(
            404,
            "CF-UserNotFound",
            "The user could not be found: \(name.prefix(254)) does not belong to the account"
        )
    }

    static let notInSameOrganization = cloudFoundry(
        400,
        "CF-InvalidRelation",
        "Could not find the user in the org of the space; a manager of the org adds people to it"
    )

    static let noUserName = cloudFoundry(
        400,
        "CF-MessageParseError",
        "Request invalid due to parse error: 'username' names nobody"
    )

    static let invalidName = cloudFoundry(
        400,
        "CF-MessageParseError",
        "Request invalid due to parse error: a name has 1 to 100 characters in one line"
    )

    static let noAccount = cloudFoundry(
        400,
        "CF-MessageParseError",
        "Request invalid due to parse error: the token is for no account, and the user owns several"
    )

    private static func cloudFoundry(_ status: Int, _ code: String, _ message: String) -> APIError {
        APIError(status: status, code: code, message: message)
    }
}
