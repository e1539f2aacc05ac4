// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import HTTP

/// Turns failures into the error body of Cloud Foundry; the only place that does.
struct CloudFoundryErrors: Sendable {
    private struct Body: Encodable {
        let code: Int
        let description: String
        let errorCode: String

        enum CodingKeys: String, CodingKey {
            case code
            case description
            case errorCode = "error_code"
        }
    }

    private static let numbers = [
        "CF-InvalidAuthToken": 1000, "CF-MessageParseError": 1001, "CF-InvalidRelation": 1002,
        "CF-NotAuthorized": 10003, "CF-UserNotFound": 20003,
        "CF-BadQueryParameter": 10005, "CF-OrganizationNameTaken": 30002, "CF-OrganizationNotFound": 30003,
        "CF-SpaceNameTaken": 40002, "CF-SpaceNotFound": 40004,
    ]

    let logger: Logger

    /// Answers with what `next` answers, or with the body that belongs to its failure.
    func handle(_ request: HTTPRequest, _ next: HTTPHandler) async throws -> HTTPResponse {
        do {
            return try await next(request)
        } catch let error as APIError where error.status == 401 {
            var response = try response(401, "CF-InvalidAuthToken", "Invalid Auth Token: \(error.message)")
            response.headers["WWW-Authenticate"] = "Bearer realm=\"IAM\""
            return response
        } catch let error as APIError {
            let code = error.code.hasPrefix("CF-") ? error.code : "CF-MessageParseError"
            return try response(error.status, code, error.message)
        } catch {
            logger.error(
                "organization request failed unexpectedly",
                ["requestID": request.id, "path": request.path, "error": "\(error)"]
            )
            return try response(500, "UnknownError", "An unknown error occurred.")
        }
    }

    private func response(_ status: Int, _ code: String, _ description: String) throws -> HTTPResponse {
        // 10001 is the number for what has none of its own.
        let body = Body(code: Self.numbers[code] ?? 10001, description: description, errorCode: code)
        return try HTTPResponse.json(body, status: status)
    }
}
