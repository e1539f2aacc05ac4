// SPDX-License-Identifier: Apache-2.0

package import Authentication
package import Basics
package import HTTP
import Model
package import Storage

/// Looks at API keys and refresh tokens as the grants do.
package struct ProgramCredentials: CredentialAuthenticator {
    private let apiKeys: APIKeyGrant
    private let refreshTokens: RefreshTokenGrant
    private let scope: AccountScope

    package init(
        stores: any AccountStore & UserStore & APIKeyStore & ServiceIDStore & RefreshTokenStore,
        time: TimeSource = .system,
        logger: Logger
    ) {
        let subjects = SubjectDirectory(users: stores, serviceIDs: stores)
        apiKeys = APIKeyGrant(apiKeys: stores, subjects: subjects, time: time, logger: logger)
        refreshTokens = RefreshTokenGrant(refreshTokens: stores, apiKeys: stores, subjects: subjects, time: time)
        scope = AccountScope(accounts: stores)
    }

    package func principal(apiKey: String, of request: HTTPRequest) async throws -> Principal {
        try await principal(apiKeys, TokenRequest(request, grantType: APIKeyGrant.type, fields: ["apikey": apiKey]))
    }

    package func principal(refreshToken: String, of request: HTTPRequest) async throws -> Principal {
        let fields = ["refresh_token": refreshToken]
        return try await principal(
            refreshTokens,
            TokenRequest(request, grantType: RefreshTokenGrant.type, fields: fields)
        )
    }

    private func principal(_ grant: some Grant, _ request: TokenRequest) async throws -> Principal {
        let signIn = try await grant.signIn(request)
        return Principal(
            iamID: signIn.user.iamID,
            email: signIn.user.email,
            accountID: try await scope.accountID(requested: nil, for: signIn),
            apiKeyID: signIn.apiKeyID
        )
    }
}
