// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
package import HTTP

/// Turns failures into the error body of the identity service; the only place that does.
package struct IAMErrorMiddleware: Sendable {
    private let time: TimeSource
    private let logger: Logger

    package init(time: TimeSource, logger: Logger) {
        self.time = time
        self.logger = logger
    }

    /// Answers with what `next` answers, or with the body that belongs to its failure.
    package func handle(_ request: HTTPRequest, _ next: HTTPHandler) async throws -> HTTPResponse {
        let start = time.now()
        do {
            return try await next(request)
        } catch let error as APIError {
            return try response(to: request, for: error, startedAt: start)
        } catch is RefreshTokenReuse {
            return try response(to: request, for: .reusedRefreshToken, startedAt: start)
        } catch {
            // What went wrong inside is nobody's business outside: the request id joins answer and log.
            logger.error(
                "identity request failed unexpectedly",
                ["requestID": request.id, "path": request.path, "error": "\(error)"]
            )
            return try response(to: request, for: .unexpected, startedAt: start)
        }
    }

    private func response(to request: HTTPRequest, for error: APIError, startedAt start: Date) throws -> HTTPResponse {
        let body = TokenErrorBody(
            errorCode: Self.code(of: error),
            errorMessage: error.message,
            errorDetails: error.recovery.isEmpty ? nil : error.recovery,
            context: context(of: request, startedAt: start)
        )
        var response = try HTTPResponse.json(body, status: error.status)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = error.retryAfter.map(String.init)
        if error.status == 401 {
            let scheme = error.code == APIError.unknownClient.code ? "Basic" : "Bearer"
            response.headers["WWW-Authenticate"] = "\(scheme) realm=\"IAM\""
        }
        return response
    }

    private static func code(of error: APIError) -> String {
        // The authenticator speaks with the containers API's code; here a token that does not hold is BXNIM0407E.
        error.code.hasPrefix("BXNIM") || error.status != 401 ? error.code : "BXNIM0407E"
    }

    private func context(of request: HTTPRequest, startedAt start: Date) -> [String: String] {
        let end = time.now()
        let isToken = request.method == .post && request.path.hasSuffix("/token")
        return [
            "requestId": request.id,
            "requestType": isToken ? "incoming.OIDC_Token" : "incoming.Identity_Request",
            "startTime": start.identityContextText,
            "endTime": end.identityContextText,
            "elapsedTime": String(Int((end.timeIntervalSince(start) * 1000).rounded())),
            "userAgent": String((request.headers["User-Agent"] ?? "").prefix(256)),
            "clientIp": request.remoteAddress,
            "url": request.path,
            "host": String((request.headers["Host"] ?? "").prefix(256)),
            "locale": "en_US",
            "clusterName": "slipway",
        ]
    }
}

extension Date {
    /// As the identity service writes times in errors: `29.10.2019 12:31:00:300 GMT`.
    fileprivate var identityContextText: String {
        let text = millisecondText
        let date = text.prefix(10).split(separator: "-").reversed().joined(separator: ".")
        let clock = text.dropFirst(11).dropLast().split(separator: ".").joined(separator: ":")
        return "\(date) \(clock) GMT"
    }
}
