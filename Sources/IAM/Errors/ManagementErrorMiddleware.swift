// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP

/// Turns failures into the error body of the identity service's `/v1` calls.
struct ManagementErrorMiddleware: Sendable {
    private struct Body: Encodable {
        struct Item: Encodable {
            let code: String
            let message: String
            let messageCode: String
            let details: String?

            private enum CodingKeys: String, CodingKey {
                case code
                case message
                case messageCode = "message_code"
                case details
            }
        }

        let context: [String: String]
        let statusCode: Int
        let errors: [Item]
        let trace: String

        private enum CodingKeys: String, CodingKey {
            case context
            case statusCode = "status_code"
            case errors
            case trace
        }
    }

    private static let words = [
        400: "invalid_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 409: "conflict",
    ]

    let time: TimeSource
    let logger: Logger

    /// Answers with what `next` answers, or with the body that belongs to its failure.
    func handle(_ request: HTTPRequest, _ next: HTTPHandler) async throws -> HTTPResponse {
        let start = time.now()
        do {
            return try await next(request)
        } catch let error as APIError {
            return try response(to: request, for: error, startedAt: start)
        } catch {
            logger.error(
                "identity request failed unexpectedly",
                ["requestID": request.id, "path": request.path, "error": "\(error)"]
            )
            return try response(to: request, for: .unexpected, startedAt: start)
        }
    }

    private func response(to request: HTTPRequest, for error: APIError, startedAt start: Date) throws -> HTTPResponse {
        let end = time.now()
        let item = Body.Item(
            code: Self.words[error.status] ?? "internal_error",
            message: error.message,
            // The authenticator speaks with the containers API's code; here a token that does not hold is BXNIM0407E.
            messageCode: error.status == 401 ? "BXNIM0407E" : error.code,
            details: error.recovery.isEmpty ? nil : error.recovery
        )
        let context = [
            "transaction_id": request.id,
            "operation": "\(request.method.rawValue) \(request.path)",
            "user_agent": String((request.headers["User-Agent"] ?? "").prefix(256)),
            "url": request.path,
            "host": String((request.headers["Host"] ?? "").prefix(256)),
            "start_time": start.millisecondText,
            "end_time": end.millisecondText,
            "elapsed_time": String(Int((end.timeIntervalSince(start) * 1000).rounded())),
            "cluster_name": "slipway",
        ]
        let body = Body(context: context, statusCode: error.status, errors: [item], trace: request.id)
        var response = try HTTPResponse.json(body, status: error.status)
        response.headers["Cache-Control"] = "no-store"
        if error.status == 401 { response.headers["WWW-Authenticate"] = "Bearer realm=\"IAM\"" }
        return response
    }
}
