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
        .init("the first use is kept with the successor", firstUseIsKept),
        .init("use after the grace ends the family", useAfterGraceEndsFamily),
        .init("an exchange that fails changes nothing", failedExchangeChangesNothing),
        .init("a missing token is not exchanged", missingTokenIsNotExchanged),
        .init("exchanges at once all succeed", exchangesAtOnceSucceed),
        .init("families, API keys and users are told apart", deletionsAreToldApart),
    ]

    private static func token(
        _ hash: String,
        family: String = "f",
        iamID: String = "IBMid-1",
        account: String? = nil,
        apiKey: String? = nil,
        lifetime: Double = 0,
        usedAt: Date? = nil
    ) -> RefreshToken {
        RefreshToken(
            tokenHash: hash,
            familyID: family,
            iamID: iamID,
            accountID: account,
            boundAccountID: account,
            grantType: "password",
            apiKeyID: apiKey,
            expiresAt: start + lifetime,
            usedAt: usedAt
        )
    }

    /// Whether the store has the tokens, one by one.
    private static func presence(of hashes: [String], in store: any RefreshTokenStore) async throws -> [Bool] {
        var present: [Bool] = []
        for hash in hashes {
            do {
                _ = try await store.refreshToken(hash: hash)
                present.append(true)
            } catch StoreError.notFound {
                present.append(false)
            }
        }
        return present
    }

    private static func tokenIsReadBack(_ store: any RefreshTokenStore) async throws {
        for expected in [token("1"), token("2", account: "a"), token("3", account: "", apiKey: "k", usedAt: start + 1)]
        {
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

    private static func firstUseIsKept(_ store: any RefreshTokenStore) async throws {
        try await store.createRefreshToken(token("1"))
        for (index, seconds) in [10.0, 40, 69.999].enumerated() {
            let successor = token("child-\(index)", account: "a", lifetime: 9)
            let exchange = try await store.exchangeRefreshToken(
                hash: "1",
                for: successor,
                at: start + seconds,
                grace: 60
            )
            #expect(exchange == .done)
            #expect(try await store.refreshToken(hash: successor.tokenHash) == successor)
        }
        #expect(try await store.refreshToken(hash: "1") == token("1", usedAt: start + 10))
    }

    private static func useAfterGraceEndsFamily(_ store: any RefreshTokenStore) async throws {
        for old in [token("1"), token("2"), token("other", family: "g")] { try await store.createRefreshToken(old) }
        _ = try await store.exchangeRefreshToken(hash: "1", for: token("3"), at: start, grace: 60)
        let exchange = try await store.exchangeRefreshToken(hash: "1", for: token("4"), at: start + 60, grace: 60)
        #expect(exchange == .reused)
        #expect(
            try await presence(of: ["1", "2", "3", "4", "other"], in: store) == [false, false, false, false, true]
        )
    }

    private static func failedExchangeChangesNothing(_ store: any RefreshTokenStore) async throws {
        for old in [token("1"), token("2")] { try await store.createRefreshToken(old) }
        await #expect(throws: StoreError.alreadyExists(kind: "refresh token", id: "2")) {
            try await store.exchangeRefreshToken(hash: "1", for: token("2"), at: start, grace: 60)
        }
        #expect(try await store.refreshToken(hash: "1").usedAt == nil)
    }

    private static func missingTokenIsNotExchanged(_ store: any RefreshTokenStore) async throws {
        await #expect(throws: StoreError.notFound(kind: "refresh token", id: "1")) {
            try await store.exchangeRefreshToken(hash: "1", for: token("2"), at: start, grace: 60)
        }
        #expect(try await presence(of: ["2"], in: store) == [false])
    }

    private static func exchangesAtOnceSucceed(_ store: any RefreshTokenStore) async throws {
        try await store.createRefreshToken(token("1"))
        let exchanges = try await withThrowingTaskGroup(of: RefreshTokenExchange.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let successor = token("child-\(number)")
                    return try await store.exchangeRefreshToken(hash: "1", for: successor, at: start, grace: 60)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(exchanges.count == 20 && exchanges.allSatisfy { $0 == .done })
        #expect(try await presence(of: (0..<20).map { "child-\($0)" }, in: store).allSatisfy { $0 })
    }

    private static func deletionsAreToldApart(_ store: any RefreshTokenStore) async throws {
        let all = [
            token("1"), token("2", family: "g"), token("3", family: "h", apiKey: "k"),
            token("4", family: "i", apiKey: "l"), token("5", family: "j", iamID: "IBMid-2"),
        ]
        for token in all { try await store.createRefreshToken(token) }
        let hashes = all.map(\.tokenHash)
        try await store.deleteRefreshTokens(familyID: "f")
        #expect(try await presence(of: hashes, in: store) == [false, true, true, true, true])
        try await store.deleteRefreshTokens(apiKeyID: "k")
        #expect(try await presence(of: hashes, in: store) == [false, true, false, true, true])
        try await store.deleteRefreshTokens(iamID: "IBMid-1")
        #expect(try await presence(of: hashes, in: store) == [false, false, false, false, true])
        try await store.deleteRefreshTokens(familyID: "missing")
    }
}
