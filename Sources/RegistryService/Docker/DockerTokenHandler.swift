// SPDX-License-Identifier: Apache-2.0

import HTTP

/// `GET` and `POST /oauth/token`.
struct DockerTokenHandler: Sendable {
    let service: DockerTokenService

    func token(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = try HTTPResponse.json(try await service.answer(DockerTokenRequest(request), request))
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
