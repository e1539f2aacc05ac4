// SPDX-License-Identifier: Apache-2.0

import HTTP

/// `POST /oidc/token` and `POST /identity/token`.
struct TokenHandler: Sendable {
    let service: TokenService

    /// Reads the form, asks the service, writes the tokens.
    func token(_ request: HTTPRequest) async throws -> HTTPResponse {
        var response = try HTTPResponse.json(try await service.tokens(for: TokenRequest(request)))
        response.headers["Cache-Control"] = "no-store"
        response.headers["Pragma"] = "no-cache"
        return response
    }
}
