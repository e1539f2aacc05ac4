// SPDX-License-Identifier: Apache-2.0

import API
package import Basics
import FoundationEssentials
package import HTTP

/// Where every request comes in: finds its handler, and answers where there is none or where it fails.
package struct RequestEntrance: Sendable {
    private let router: Router
    private let logger: Logger

    package init(router: Router, logger: Logger) {
        self.router = router
        self.logger = logger
    }

    /// The answer to `request`, whatever happens.
    package func answer(_ request: HTTPRequest) async -> HTTPResponse {
        var request = request
        if request.id.isEmpty { request.id = UUID().uuidString.lowercased() }
        return Self.finished(await route(request), request)
    }

    /// How the body of a request is to be taken; nil where it goes to memory.
    package func uploadRule(_ method: HTTPMethod, _ path: String) -> UploadRule? {
        guard let rule = router.uploadRule(method, path) else { return nil }
        return UploadRule(maximumBytes: rule.maximumBytes) { request in
            let response = await run(rule.admit, request)
            return response.status == HTTPResponse.goOn.status ? response : Self.finished(response, request)
        }
    }

    private static func finished(_ response: HTTPResponse, _ request: HTTPRequest) -> HTTPResponse {
        var response = response
        // Clients of different ages look for different names; the server itself adds X-Request-Id.
        for name in ["Transaction-Id", "X-Global-Transaction-Id"] { response.headers[name] = request.id }
        // What is too much now, or not there, may be better in a moment.
        if [429, 503].contains(response.status), response.headers["Retry-After"] == nil {
            response.headers["Retry-After"] = "5"
        }
        return response
    }

    private func route(_ request: HTTPRequest) async -> HTTPResponse {
        // What answers GET answers HEAD; the server leaves the body out.
        let method = request.method == .head ? HTTPMethod.get : request.method
        switch router.match(method, request.path) {
        case .found(let handler, let parameters):
            var request = request
            request.parameters = parameters
            return await run(handler, request)
        case .methodNotAllowed(let methods):
            let allowed = Set(methods.map(\.rawValue)).sorted().joined(separator: ", ")
            let message = "The method \(request.method.rawValue) is not allowed here."
            var response = Self.error(APIError(status: 405, code: "E0405", message: message), request)
            response.headers["Allow"] = allowed
            return response
        case .notFound:
            return Self.error(APIError(status: 404, code: "E0404", message: "There is nothing at this path."), request)
        }
    }

    private func run(_ handler: HTTPHandler, _ request: HTTPRequest) async -> HTTPResponse {
        do {
            return try await handler(request)
        } catch let error as APIError {
            return Self.error(error, request)
        } catch {
            logger.error("request failed", ["request": request.id, "reason": "\(error)"])
            let message = "The service could not complete the request. Its log has the reason under \(request.id)."
            return Self.error(APIError(status: 500, code: "E0500", message: message), request)
        }
    }

    private static func error(_ error: APIError, _ request: HTTPRequest) -> HTTPResponse {
        let body = ContainerErrorBody(
            incidentID: request.id,
            code: error.code,
            description: error.message,
            type: error.type,
            recoveryCLI: error.recovery.isEmpty ? nil : error.recovery
        )
        return (try? .json(body, status: error.status)) ?? .text(error.message, status: error.status)
    }
}
