// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import HTTP

/// Turns failures into the error body of account management; the only place that does.
struct AccountErrorMiddleware: Sendable {
    /// The body: a list of errors, and what joins it with the log.
    private struct Body: Encodable {
        struct Item: Encodable {
            let code: String
            let message: String
        }

        let errors: [Item]
        let trace: String
    }

    let logger: Logger

    /// Answers with what `next` answers, or with the body that belongs to its failure.
    func handle(_ request: HTTPRequest, _ next: HTTPHandler) async throws -> HTTPResponse {
        do {
            return try await next(request)
        } catch let error as APIError {
            // The authenticator speaks with the containers API's codes.
            let code = error.code.hasPrefix("BXNACC") ? error.code : "BXNACC\(error.status)E"
            return try response(to: request, status: error.status, code: code, message: error.message)
        } catch {
            logger.error(
                "account request failed unexpectedly",
                ["requestID": request.id, "path": request.path, "error": "\(error)"]
            )
            let message = "The request failed unexpectedly"
            return try response(to: request, status: 500, code: "BXNACC500E", message: message)
        }
    }

    private func response(
        to request: HTTPRequest,
        status: Int,
        code: String,
        message: String
    ) throws -> HTTPResponse {
        let body = Body(errors: [.init(code: code, message: message)], trace: request.id)
        var response = try HTTPResponse.json(body, status: status)
        if status == 401 { response.headers["WWW-Authenticate"] = "Bearer realm=\"IAM\"" }
        return response
    }
}
