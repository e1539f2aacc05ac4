// SPDX-License-Identifier: Apache-2.0

import API

/// The failures of the registry's API, as clients see them.
enum RegistryFault {
    /// The account or the namespace is none of the caller's business.
    static func notAuthorized(_ what: String) -> APIError {
        APIError(status: 403, code: "CRG0009E", message: "You are not authorized to \(what).", type: "Authorization")
    }

    static func notFound(_ what: String, recovery: String = "") -> APIError {
        APIError(status: 404, code: "CRG0020E", message: "\(what) could not be found.", recovery: recovery)
    }
}
