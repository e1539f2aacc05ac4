// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import HTTP
import Model

/// `/api/v1/tokens` and what is below.
struct RegistryTokenHandler: Sendable {
    let service: RegistryTokenService
    let callers: RegistryCallerRecognition

    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await caller(of: request)
        let tokens = try await service.tokens(of: caller.accountID)
        return try .json(RegistryTokenList(tokens: tokens.map { RegistryTokenInfo(of: $0) }))
    }

    /// Queries: `description`, `permanent`, `write`.
    func add(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await caller(of: request)
        func flag(_ name: String) -> Bool { request.queryValue(name)?.lowercased() == "true" }
        let made = try await service.add(
            to: caller.accountID,
            description: request.queryValue("description") ?? "",
            isReadOnly: !flag("write"),
            isPermanent: flag("permanent"),
            creator: caller.principal.iamID
        )
        return try secret(.json(RegistryTokenAnswer(token: made.text)))
    }

    func show(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await caller(of: request)
        let found = try await service.token(request.parameters["token"] ?? "", of: caller.accountID)
        return try secret(.json(RegistryTokenInfo(of: found.token, text: found.text)))
    }

    func remove(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await caller(of: request)
        try await service.remove(request.parameters["token"] ?? "", of: caller.accountID)
        return HTTPResponse(status: 204)
    }

    /// Query: `secondaryOwner`, what the tokens were described as.
    func removeAll(_ request: HTTPRequest) async throws -> HTTPResponse {
        let caller = try await caller(of: request)
        guard let description = request.queryValue("secondaryOwner"), !description.isEmpty else {
            throw RegistryFault.badRequest("The query 'secondaryOwner' says what the tokens were described as.")
        }
        try await service.removeAll(describedAs: description, of: caller.accountID)
        return HTTPResponse(status: 204)
    }

    private func caller(of request: HTTPRequest) async throws -> RegistryCaller {
        let caller = try await callers.caller(of: request)
        try caller.demand(.manageTokens)
        return caller
    }

    private func secret(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}

extension RegistryTokenInfo {
    fileprivate init(of token: RegistryToken, text: String? = nil) {
        self.init(
            id: token.id,
            owner: token.accountID,
            token: text,
            secondaryOwner: token.description,
            readOnly: token.isReadOnly,
            revoked: false,
            expiry: token.expiresAt?.unixSeconds ?? 0
        )
    }
}
