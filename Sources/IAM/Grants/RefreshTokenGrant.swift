// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Cryptography
import Model
import Storage

/// A refresh token from an earlier answer.
///
/// A used token stays valid until it expires: one token ends up in several files (the command line's configuration, each
/// kubeconfig) and `kubectl` runs in parallel.
struct RefreshTokenGrant: Grant {
    static let type = "refresh_token"

    private let refreshTokens: any RefreshTokenStore
    private let users: any UserStore
    private let time: TimeSource

    init(refreshTokens: any RefreshTokenStore, users: any UserStore, time: TimeSource) {
        self.refreshTokens = refreshTokens
        self.users = users
        self.time = time
    }

    func signIn(_ request: TokenRequest) async throws -> SignIn {
        let hash = Digest.sha256Hex(try request.required("refresh_token"))
        guard let token = try await existing({ try await refreshTokens.refreshToken(hash: hash) }) else {
            throw APIError.invalidRefreshToken("It is unknown")
        }
        guard time.now() < token.expiresAt else { throw APIError.invalidRefreshToken("It has expired") }
        guard let user = try await existing({ try await users.user(iamID: token.iamID) }) else {
            throw APIError.invalidRefreshToken("Its user does not exist any more")
        }
        return SignIn(
            user: user,
            accountID: token.accountID,
            boundAccountID: token.boundAccountID,
            familyID: token.familyID,
            origin: token.grantType
        )
    }
}
