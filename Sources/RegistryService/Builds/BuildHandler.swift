// SPDX-License-Identifier: Apache-2.0

import API
import HTTP

/// `POST /api/v1/builds`.
struct BuildHandler: Sendable {
    /// Of the folder that is built, as it is sent.
    private static let longestContext = 4 << 30

    let service: BuildService
    let callers: RegistryCallerRecognition

    /// Looks at who orders what before the folder is sent.
    var upload: UploadRule {
        UploadRule(maximumBytes: Self.longestContext) { request in
            let caller = try await callers.caller(of: request)
            _ = try await service.checked(try Self.order(request), by: caller)
            return .goOn
        }
    }

    func build(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let order = try Self.order(request)
        let reference = try await service.checked(order, by: caller)
        guard let context = request.file, context.count > 0 else {
            throw RegistryFault.badRequest("The folder to build is missing: send it as a tar archive.")
        }
        let id = request.id
        return HTTPResponse(
            status: 200,
            headers: ["Content-Type": "application/json", "Cache-Control": "no-store"],
            body: .stream { writer in
                let lines = BuildLines(writer: writer)
                try await lines.whileSomebodyListens {
                    try await service.build(order, reference, context: context, by: caller, requestID: id, lines)
                }
            }
        )
    }

    private static func order(_ request: HTTPRequest) throws -> RegistryBuildOrder {
        guard let order = RegistryBuildOrder({ request.queryValue($0) }) else {
            throw RegistryFault.badRequest("The query 'buildarg' is not a JSON object of texts.")
        }
        return order
    }
}
