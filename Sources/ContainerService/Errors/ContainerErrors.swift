// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
package import HTTP
import Storage

/// Turns whatever a handler of this service throws into the answer that its clients understand.
package enum ContainerErrors {
    /// The one place where errors of the container service become responses.
    ///
    /// What is not an `APIError` becomes 500 with an incident id, or 503 if it is the database; its text goes to the log
    /// only.
    package static func middleware(logger: Logger) -> Middleware {
        { request, handler in
            do {
                return try await handler(request)
            } catch let error as APIError {
                return try response(to: error, incidentID: incidentID(of: request))
            } catch {
                let incidentID = incidentID(of: request)
                logger.error(
                    "request failed",
                    ["incident": incidentID, "request": request.id, "reason": "\(error)"]
                )
                let isStoreDown = if case .unavailable? = error as? StoreError { true } else { false }
                let answer =
                    isStoreDown
                    ? APIError.storeUnavailable(incidentID: incidentID) : .internalFailure(incidentID: incidentID)
                return try response(to: answer, incidentID: incidentID)
            }
        }
    }

    private static func response(to error: APIError, incidentID: String) throws -> HTTPResponse {
        let body = ContainerErrorBody(
            incidentID: incidentID,
            code: error.code,
            description: error.message,
            type: error.type,
            recoveryCLI: error.recovery.isEmpty ? nil : error.recovery
        )
        return try .json(body, status: error.status)
    }

    private static func incidentID(of request: HTTPRequest) -> String {
        request.id.isEmpty ? UUID().uuidString.lowercased() : request.id
    }
}
