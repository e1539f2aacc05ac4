// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Storage

/// Turns whatever a handler of the registry throws into the answer that its clients understand.
enum RegistryErrors {
    /// For the API: a code, a message with what to do next, and the identifier of the request.
    static func middleware(logger: Logger) -> Middleware {
        { request, handler in
            do {
                return try await handler(request)
            } catch {
                let error = known(error, request, logger)
                let body = RegistryErrorBody(code: error.code, message: text(of: error), requestID: request.id)
                return try .json(body, status: error.status)
            }
        }
    }

    /// For docker and its like: the errors of the distribution protocol.
    static func dockerMiddleware(logger: Logger) -> Middleware {
        { request, handler in
            do {
                return try await handler(request)
            } catch {
                let error = known(error, request, logger)
                let code =
                    switch error.status {
                    case 400: "UNSUPPORTED"
                    case 401: "UNAUTHORIZED"
                    case 403: "DENIED"
                    default: "UNKNOWN"
                    }
                let body = DockerErrorBody(code: code, message: text(of: error))
                var response = try HTTPResponse.json(body, status: error.status)
                if error.status == 401 { response.headers["WWW-Authenticate"] = "Basic realm=\"registry\"" }
                return response
            }
        }
    }

    private static func known(_ error: any Error, _ request: HTTPRequest, _ logger: Logger) -> APIError {
        if let error = error as? APIError { return error }
        logger.error("request failed", ["request": request.id, "reason": "\(error)"])
        let isStoreDown = if case .unavailable? = error as? StoreError { true } else { false }
        return RegistryFault.internalFailure(incidentID: request.id, isStoreDown: isStoreDown)
    }

    private static func text(of error: APIError) -> String {
        error.recovery.isEmpty ? error.message : "\(error.message) \(error.recovery)"
    }
}
