// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `APIKeyStore` must do.
package enum APIKeyStoreConformance {
    package typealias Store = APIKeyStore & UserStore & AccountStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("a key is found by its hash and its id", keyIsFound),
        .init("a key is found with whom it signs in", holderIsFound),
        .init("a missing key is not found", missingKeyIsNotFound),
        .init("id and hash are taken once", identifiersAreTakenOnce),
        .init("keys are listed by account and holder, oldest first", keysAreListed),
        .init("a key is replaced whole, at its revision only", keyIsReplaced),
        .init("a key is deleted at its revision only", keyIsDeleted),
        .init("the last use is no change", useIsRecorded),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000)

    private static func key(
        _ id: String,
        hash: String,
        iamID: String = "IBMid-1",
        accountID: String = "a",
        age: Double = 0
    ) -> APIKey {
        APIKey(
            id: id,
            name: "key",
            description: "for \(id)",
            iamID: iamID,
            accountID: accountID,
            keyHash: hash,
            createdAt: date - age,
            createdBy: "IBMid-2",
            expiresAt: date + 60,
            isLocked: true,
            isDisabled: true
        )
    }

    private static func keyIsFound(_ store: any Store) async throws {
        try await store.createAPIKey(key("ApiKey-1", hash: "01"))
        try await store.createAPIKey(key("ApiKey-2", hash: "02"))
        #expect(try await store.apiKey(hash: "02") == key("ApiKey-2", hash: "02"))
        #expect(try await store.apiKey(id: "ApiKey-1") == key("ApiKey-1", hash: "01"))
    }

    private static func holderIsFound(_ store: any Store) async throws {
        let jane = User(
            iamID: "IBMid-1",
            email: "jane@example.com",
            givenName: "Jane",
            familyName: "",
            passwordHash: "x",
            createdAt: date
        )
        try await store.createUser(jane)
        let account = Account(id: "a", name: "Home", ownerIAMID: jane.iamID, createdAt: date, updatedAt: date)
        try await store.createAccount(account)
        let keys = [
            key("ApiKey-1", hash: "01"), key("ApiKey-2", hash: "02", accountID: "b"),
            key("ApiKey-3", hash: "03", iamID: "iam-ServiceId-1"),
        ]
        for key in keys { try await store.createAPIKey(key) }
        let holders = [
            APIKeyHolder(key: keys[0], user: jane, isMember: true),
            APIKeyHolder(key: keys[1], user: jane, isMember: false),
            APIKeyHolder(key: keys[2], user: nil, isMember: false),
        ]
        for holder in holders { #expect(try await store.apiKeyHolder(hash: holder.key.keyHash) == holder) }
    }

    private static func missingKeyIsNotFound(_ store: any Store) async throws {
        let missing = StoreError.notFound(kind: "API key", id: "01")
        await #expect(throws: missing) { try await store.apiKey(hash: "01") }
        await #expect(throws: missing) { try await store.apiKeyHolder(hash: "01") }
        await #expect(throws: missing) { try await store.apiKey(id: "01") }
        await #expect(throws: missing) { try await store.deleteAPIKey(id: "01", revision: 1) }
        await #expect(throws: missing) { try await store.replaceAPIKey(key("01", hash: "1"), revision: 1) }
        try await store.recordUse(apiKeyID: "01", at: date)
    }

    private static func identifiersAreTakenOnce(_ store: any Store) async throws {
        try await store.createAPIKey(key("ApiKey-1", hash: "01"))
        for taken in [key("ApiKey-1", hash: "02"), key("ApiKey-2", hash: "01")] {
            await #expect(throws: StoreError.alreadyExists(kind: "API key", id: taken.id)) {
                try await store.createAPIKey(taken)
            }
        }
    }

    private static func keysAreListed(_ store: any Store) async throws {
        try await store.createAPIKey(key("new", hash: "01"))
        try await store.createAPIKey(key("old", hash: "02", age: 5))
        try await store.createAPIKey(key("other", hash: "03", iamID: "IBMid-9", age: 9))
        try await store.createAPIKey(key("foreign", hash: "04", accountID: "b"))
        #expect(try await store.apiKeys(accountID: "a", iamID: "IBMid-1").map(\.id) == ["old", "new"])
        #expect(try await store.apiKeys(accountID: "a", iamID: nil).map(\.id) == ["other", "old", "new"])
        #expect(try await store.apiKeys(accountID: "c", iamID: nil).isEmpty)
    }

    private static func keyIsReplaced(_ store: any Store) async throws {
        try await store.createAPIKey(key("1", hash: "01"))
        var changed = key("1", hash: "01")
        (changed.name, changed.description, changed.expiresAt) = ("n", "d", nil)
        (changed.isLocked, changed.isDisabled, changed.modifiedAt, changed.revision) = (false, false, date + 9, 2)
        #expect(try await !store.replaceAPIKey(changed, revision: 7))
        #expect(try await store.apiKey(id: "1") == key("1", hash: "01"))
        #expect(try await store.replaceAPIKey(changed, revision: 1))
        #expect(try await store.apiKey(id: "1") == changed)
    }

    private static func keyIsDeleted(_ store: any Store) async throws {
        try await store.createAPIKey(key("1", hash: "01"))
        #expect(try await !store.deleteAPIKey(id: "1", revision: 2))
        #expect(try await store.deleteAPIKey(id: "1", revision: 1))
        await #expect(throws: StoreError.self) { try await store.apiKey(id: "1") }
    }

    private static func useIsRecorded(_ store: any Store) async throws {
        try await store.createAPIKey(key("1", hash: "01"))
        try await store.recordUse(apiKeyID: "1", at: date + 5)
        // A change that was begun before does not take it back.
        #expect(try await store.replaceAPIKey(key("1", hash: "01"), revision: 1))
        let stored = try await store.apiKey(id: "1")
        #expect(stored.lastUsedAt == date + 5)
        #expect(stored.revision == 1)
    }
}
