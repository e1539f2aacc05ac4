// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import HTTP

/// `POST /oidc/token` and `POST /identity/token`.
struct TokenHandler: Sendable {
    let service: TokenService

    /// Reads the form, asks the service, writes the tokens.
    func token(_ request: HTTPRequest) async throws -> HTTPResponse {
        let tokens = try await service.tokens(for: TokenRequest(request))
        return HTTPResponse(
            status: 200,
            headers: ["Content-Type": "application/json", "Cache-Control": "no-store", "Pragma": "no-cache"],
            body: .bytes(Data(try PlainJSON.encode(tokens)))
        )
    }
}
