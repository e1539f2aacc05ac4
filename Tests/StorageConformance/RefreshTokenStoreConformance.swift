// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `RefreshTokenStore` must do.
package enum RefreshTokenStoreConformance {
    private static let start = Date(timeIntervalSince1970: 1_517_000_000)

    package static let checks: [ConformanceCheck<any RefreshTokenStore>] = [
        .init("a token is read back whole", tokenIsReadBack),
        .init("a missing token is not found", missingTokenIsNotFound),
        .init("a hash is taken once", hashIsTakenOnce),
        .init("only expired tokens are deleted", onlyExpiredAreDeleted),
    ]

    private static func token(_ hash: String, account: String? = nil, lifetime: Double = 0) -> RefreshToken {
        RefreshToken(
            tokenHash: hash,
            familyID: "f",
            iamID: "IBMid-1",
            accountID: account,
            boundAccountID: account,
            grantType: "password",
            expiresAt: start + lifetime
        )
    }

    private static func tokenIsReadBack(_ store: any RefreshTokenStore) async throws {
        for expected in [token("1"), token("2", account: "a"), token("3", account: "")] {
            try await store.createRefreshToken(expected)
            #expect(try await store.refreshToken(hash: expected.tokenHash) == expected)
        }
    }

    private static func missingTokenIsNotFound(_ store: any RefreshTokenStore) async throws {
        await #expect(throws: StoreError.notFound(kind: "refresh token", id: "1")) {
            try await store.refreshToken(hash: "1")
        }
    }

    private static func hashIsTakenOnce(_ store: any RefreshTokenStore) async throws {
        try await store.createRefreshToken(token("1"))
        await #expect(throws: StoreError.alreadyExists(kind: "refresh token", id: "1")) {
            try await store.createRefreshToken(token("1", account: "a"))
        }
    }

    private static func onlyExpiredAreDeleted(_ store: any RefreshTokenStore) async throws {
        try await store.createRefreshToken(token("old", lifetime: 1))
        try await store.createRefreshToken(token("due", lifetime: 2))
        try await store.createRefreshToken(token("new", lifetime: 3))
        try await store.deleteRefreshTokens(expiredBefore: start + 2)
        await #expect(throws: StoreError.self) { try await store.refreshToken(hash: "old") }
        #expect(try await store.refreshToken(hash: "due").tokenHash == "due")
        #expect(try await store.refreshToken(hash: "new").tokenHash == "new")
    }
}
