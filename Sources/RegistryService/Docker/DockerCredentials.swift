// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import HTTP

/// Finds out who asks for a token, by the user name and the secret that docker has.
struct DockerCredentials: Sendable {
    let authenticator: any Authenticator
    let programs: any CredentialAuthenticator
    let tokens: RegistryTokenService
    let callers: RegistryCallerRecognition

    /// Throws an `APIError` with status 401 if the credentials do not hold.
    func subject(_ credentials: DockerTokenRequest.Credentials, of request: HTTPRequest) async throws -> DockerSubject {
        do {
            switch credentials {
            case .none: throw Self.refusal("no credentials were sent")
            case .refreshToken(let token):
                return try await subject(try await programs.principal(refreshToken: token, of: request))
            case .password(let user, let secret): return try await subject(user, secret, request)
            }
        } catch let error as APIError where error.status < 500 && error.code != Self.code {
            throw Self.refusal(error.message)
        }
    }

    private func subject(_ user: String, _ secret: String, _ request: HTTPRequest) async throws -> DockerSubject {
        guard !secret.isEmpty else { throw Self.refusal("the password is empty") }
        switch user {
        case "token":
            guard let token = try await tokens.token(withText: secret) else {
                throw Self.refusal("the registry token is unknown, revoked, or has expired")
            }
            return .token(token)
        case "iambearer":
            let bearer = secret.lowercased().hasPrefix("bearer ") ? secret : "Bearer \(secret)"
            var asked = request
            asked.headers = ["Authorization": bearer]
            return try await subject(try await authenticator.principal(of: asked))
        case "iamapikey": return try await subject(try await programs.principal(apiKey: secret, of: request))
        case "iamrefresh": return try await subject(try await programs.principal(refreshToken: secret, of: request))
        default: throw Self.refusal("the user is one of token, iamapikey and iambearer")
        }
    }

    private func subject(_ principal: Principal) async throws -> DockerSubject {
        guard let accountID = principal.accountID else { throw Self.refusal("the token names no account") }
        return .caller(try await callers.caller(principal, in: accountID))
    }

    private static let code = "CRG0008E"

    private static func refusal(_ reason: String) -> APIError {
        APIError(status: 401, code: code, message: "authentication required: \(reason)", type: "Authentication")
    }
}
