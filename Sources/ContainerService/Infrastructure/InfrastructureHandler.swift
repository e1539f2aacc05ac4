// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import HTTP
import Model

/// Keys, credentials and messages: what the original needs to know of whoever provides its machines.
struct InfrastructureHandler: Sendable {
    let keys: KeyService
    let notices: NoticeFolder
    let callers: CallerRecognition

    func keyOwner(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        let found = try await keys.owner(for: request.parameters["cluster"] ?? "", of: caller)
        return try .json(KeyOwnerInfo(id: found.owner.iamID, name: found.name, email: found.owner.email))
    }

    func resetKey(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await keys.reset(in: request.headers["X-Region"], for: try await callers.caller(of: request))
        return HTTPResponse(status: 204)
    }

    /// Refuses them: keeping what nobody uses would only make it leak.
    func setCredentials(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        _ = try keys.administered(request.headers["X-Region"], by: caller)
        throw APIError.credentialsNotUsed
    }

    /// There are none, as is asked for.
    func unsetCredentials(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await callers.caller(of: request)
        _ = try keys.administered(request.headers["X-Region"], by: caller)
        return HTTPResponse(status: 204)
    }

    func messages(_: HTTPRequest) async throws -> HTTPResponse {
        try .json(
            notices.notices().map {
                ServiceMessage(id: $0.id, message: $0.text, createdDate: $0.createdAt.compactOffsetText)
            }
        )
    }
}
