// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `RegistryTokenStore` must do.
package enum RegistryTokenStoreConformance {
    package typealias Store = RegistryTokenStore & AccountStore & UserStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("tokens come back by account, oldest first", tokensComeBack),
        .init("an account deletes its own tokens alone", ownTokensAreDeleted),
        .init("only expired tokens are cleared away", onlyExpiredAreDeleted),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000)

    private static func token(
        _ id: String,
        account: String = "a",
        age: Double = 0,
        lifetime: Double? = nil
    ) -> RegistryToken {
        RegistryToken(
            id: id,
            accountID: account,
            description: "for \(id)",
            isReadOnly: lifetime == nil,
            createdAt: date - age,
            expiresAt: lifetime.map { date + $0 },
            createdBy: "owner"
        )
    }

    private static func tokensComeBack(_ store: any Store) async throws {
        try await RegistryUsageStoreConformance.prepare(store)
        let (young, old, foreign) = (token("1", lifetime: 5), token("2", age: 9), token("3", account: "b"))
        for made in [young, old, foreign] {
            try await store.createRegistryToken(made)
            #expect(try await store.registryToken(id: made.id) == made)
        }
        #expect(try await store.registryTokens(accountID: "a") == [old, young])
    }

    private static func ownTokensAreDeleted(_ store: any Store) async throws {
        try await RegistryUsageStoreConformance.prepare(store)
        try await store.createRegistryToken(token("1"))
        let missing = StoreError.notFound(kind: "registry token", id: "1")
        await #expect(throws: missing) { try await store.deleteRegistryToken(id: "1", accountID: "b") }
        try await store.deleteRegistryToken(id: "1", accountID: "a")
        await #expect(throws: missing) { try await store.deleteRegistryToken(id: "1", accountID: "a") }
        await #expect(throws: missing) { try await store.registryToken(id: "1") }
    }

    private static func onlyExpiredAreDeleted(_ store: any Store) async throws {
        try await RegistryUsageStoreConformance.prepare(store)
        let (ended, good, endless) = (token("1", lifetime: 1), token("2", lifetime: 2), token("3"))
        for made in [ended, good, endless] { try await store.createRegistryToken(made) }
        try await store.deleteRegistryTokens(expiredBefore: date + 2)
        #expect(try await store.registryTokens(accountID: "a") == [good, endless])
    }
}
