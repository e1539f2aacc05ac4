// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Cryptography
import FoundationEssentials
import Model
import Storage

/// A refresh token from an earlier answer.
///
/// This looks at the token; `TokenIssuer` exchanges it for the next one in one transaction, which looks again.
struct RefreshTokenGrant: Grant {
    static let type = "refresh_token"
    /// How long a refresh token can be used after its first use, in seconds: several `kubectl` share one file.
    static let grace = 60.0

    private let refreshTokens: any RefreshTokenStore
    private let apiKeys: any APIKeyStore
    private let subjects: SubjectDirectory
    private let time: TimeSource

    init(
        refreshTokens: any RefreshTokenStore,
        apiKeys: any APIKeyStore,
        subjects: SubjectDirectory,
        time: TimeSource
    ) {
        self.refreshTokens = refreshTokens
        self.apiKeys = apiKeys
        self.subjects = subjects
        self.time = time
    }

    func signIn(_ request: TokenRequest) async throws -> SignIn {
        let hash = RefreshTokenText.hash(of: try request.required("refresh_token"))
        guard let token = try await existing({ try await refreshTokens.refreshToken(hash: hash) }) else {
            throw APIError.invalidRefreshToken("It is unknown")
        }
        guard time.now() < token.expiresAt else { throw APIError.invalidRefreshToken("It has expired") }
        if let usedAt = token.usedAt, time.now().timeIntervalSince(usedAt) >= Self.grace {
            try await refreshTokens.deleteRefreshTokens(familyID: token.familyID)
            throw RefreshTokenReuse(iamID: token.iamID, accountID: token.accountID)
        }
        guard let user = try await subjects.subject(iamID: token.iamID) else {
            throw APIError.invalidRefreshToken("Its user does not exist any more")
        }
        if let id = token.apiKeyID {
            let key = try await existing { try await apiKeys.apiKey(id: id) }
            guard key?.isUsable(at: time.now()) ?? false else {
                throw APIError.invalidRefreshToken("Its API key is deleted, disabled or has expired")
            }
        }
        return SignIn(
            user: user,
            accountID: token.accountID,
            boundAccountID: token.boundAccountID,
            familyID: token.familyID,
            usedTokenHash: hash,
            apiKeyID: token.apiKeyID,
            origin: token.grantType
        )
    }
}
