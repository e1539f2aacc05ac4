// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `APIKeyStore` must do.
package enum APIKeyStoreConformance {
    package static let checks: [ConformanceCheck<any APIKeyStore>] = [
        .init("a key is found by its hash", keyIsFound),
        .init("a missing key is not found", missingKeyIsNotFound),
        .init("id and hash are taken once", identifiersAreTakenOnce),
    ]

    private static func key(_ id: String, hash: String) -> APIKey {
        let date = Date(timeIntervalSince1970: 1_517_000_000)
        return APIKey(id: id, name: "key", iamID: "IBMid-1", accountID: "a", keyHash: hash, createdAt: date)
    }

    private static func keyIsFound(_ store: any APIKeyStore) async throws {
        try await store.createAPIKey(key("ApiKey-1", hash: "01"))
        try await store.createAPIKey(key("ApiKey-2", hash: "02"))
        #expect(try await store.apiKey(hash: "02") == key("ApiKey-2", hash: "02"))
    }

    private static func missingKeyIsNotFound(_ store: any APIKeyStore) async throws {
        await #expect(throws: StoreError.notFound(kind: "API key", id: "01")) { try await store.apiKey(hash: "01") }
    }

    private static func identifiersAreTakenOnce(_ store: any APIKeyStore) async throws {
        try await store.createAPIKey(key("ApiKey-1", hash: "01"))
        for taken in [key("ApiKey-1", hash: "02"), key("ApiKey-2", hash: "01")] {
            await #expect(throws: StoreError.alreadyExists(kind: "API key", id: taken.id)) {
                try await store.createAPIKey(taken)
            }
        }
    }
}
