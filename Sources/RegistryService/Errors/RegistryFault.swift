// SPDX-License-Identifier: Apache-2.0

import API
import Model
import Provisioning

/// The failures of the registry's API, as clients see them.
///
/// `CRG0009E` and `CRG0020E` are IBM's; the other numbers are ours, in the same form.
enum RegistryFault {
    static func notLoggedIn(_ reason: String) -> APIError {
        APIError(
            status: 401,
            code: "CRG0008E",
            message: reason,
            recovery: "To log in, run 'bx login'.",
            type: "Authentication"
        )
    }

    static var noAccountNamed: APIError {
        APIError(
            status: 403,
            code: "CRG0009E",
            message: "You are not authorized to access the specified account: the header 'Account' names none.",
            recovery: "To choose an account, run 'bx target -c ACCOUNT_ID'.",
            type: "Authorization"
        )
    }

    static func otherAccount(_ requested: String) -> APIError {
        APIError(
            status: 403,
            code: "CRG0009E",
            message: "You are not authorized to access the specified account.",
            recovery: "To log in to it, run 'bx target -c \(requested.prefix(64))'.",
            type: "Authorization"
        )
    }

    /// One answer for what does not exist and what belongs to another account.
    static func namespaceOfOthers(_ name: String) -> APIError {
        APIError(
            status: 403,
            code: "CRG0009E",
            message: "You are not authorized to access the namespace '\(name.prefix(64))'.",
            recovery: "To see the namespaces of your account, run 'bx cr namespace-list'.",
            type: "Authorization"
        )
    }

    /// `grant` is the command that would let the caller do it.
    static func roleNeeded(_ action: RegistryAction, on target: String, grant: String) -> APIError {
        APIError(
            status: 403,
            code: "CRG0010E",
            message: "The role \(action.neededRole.rawValue) on \(target) is needed to \(action.phrase).",
            recovery: "Ask the owner or an administrator of the account to run '\(grant)'.",
            type: "Authorization"
        )
    }

    static func badRequest(_ message: String, recovery: String = "") -> APIError {
        APIError(status: 400, code: "CRG0002E", message: message, recovery: recovery)
    }

    static func namespaceName(_ name: String) -> APIError {
        APIError(
            status: 400,
            code: "CRG0003E",
            message: "'\(name.prefix(64))' cannot be the name of a namespace.",
            recovery: "Choose 4 to 30 lower-case letters, digits and underscores; "
                + "the first and the last must be a letter or a digit, and no more than two underscores may meet."
        )
    }

    static func namespaceTaken(_ name: String) -> APIError {
        APIError(
            status: 409,
            code: "CRG0011E",
            message: "The namespace '\(name)' is already in use.",
            recovery: "Choose another name: namespaces are unique among all accounts. "
                + "The name of one that was removed is free again after some minutes."
        )
    }

    static func notFound(_ what: String, recovery: String = "") -> APIError {
        APIError(status: 404, code: "CRG0020E", message: "\(what) could not be found.", recovery: recovery)
    }

    /// What the operator has to mend.
    static func cannotBuild(_ obstacles: [Obstacle]) -> APIError {
        APIError(
            status: 503,
            code: "CRG0040E",
            message: "Images cannot be built here: " + obstacles.map(\.problem).joined(separator: "; ") + ".",
            recovery: "Ask the operator: " + obstacles.map(\.mend).joined(separator: "; ") + "."
        )
    }

    static var storageExceeded: APIError {
        APIError(
            status: 403,
            code: "CRG0030E",
            message: "You have exceeded your storage quota.",
            recovery: "Delete one or more images, or review your storage quota and pricing plan."
        )
    }

    static var trafficExceeded: APIError {
        APIError(
            status: 403,
            code: "CRG0031E",
            message: "You have exceeded your pull traffic quota for the current month.",
            recovery: "Review your pull traffic quota and pricing plan."
        )
    }

    static func internalFailure(incidentID: String, isStoreDown: Bool) -> APIError {
        APIError(
            status: isStoreDown ? 503 : 500,
            code: "CRG0001E",
            message: "The registry could not complete the request. The log of the service has the reason "
                + "under \(incidentID)."
        )
    }
}
