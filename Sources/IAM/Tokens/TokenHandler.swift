// SPDX-License-Identifier: Apache-2.0

import HTTP

/// `POST /oidc/token` and `POST /identity/token`.
struct TokenHandler: Sendable {
    let service: TokenService

    /// Reads the form, asks the service, writes the tokens.
    func token(_ request: HTTPRequest) async throws -> HTTPResponse {
        let tokens = try await service.tokens(for: TokenRequest(request))
        var answer = try HTTPResponse.json(tokens)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Pragma"] = "no-cache"
        return answer
    }
}
