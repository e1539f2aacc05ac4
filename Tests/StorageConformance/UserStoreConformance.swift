// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `UserStore` must do.
package enum UserStoreConformance {
    package static let checks: [ConformanceCheck<any UserStore>] = [
        .init("a user is read back whole", userIsReadBack),
        .init("e-mail is compared in lower case", emailIgnoresCase),
        .init("a missing user is not found", missingUserIsNotFound),
        .init("IAM id and e-mail are taken once", identifiersAreTakenOnce),
    ]

    private static func user(_ iamID: String, _ email: String) -> User {
        User(
            iamID: iamID,
            email: email,
            givenName: "Zoë",
            familyName: "O'Neill; --",
            passwordHash: "$argon2id$…",
            createdAt: Date(timeIntervalSince1970: 1_517_000_000.125)
        )
    }

    private static func userIsReadBack(_ store: any UserStore) async throws {
        try await store.createUser(user("IBMid-1", "a@example.com"))
        #expect(try await store.user(iamID: "IBMid-1") == user("IBMid-1", "a@example.com"))
        #expect(try await store.user(email: "a@example.com") == user("IBMid-1", "a@example.com"))
    }

    private static func emailIgnoresCase(_ store: any UserStore) async throws {
        try await store.createUser(user("IBMid-1", "a@example.com"))
        #expect(try await store.user(email: "A@Example.COM").iamID == "IBMid-1")
    }

    private static func missingUserIsNotFound(_ store: any UserStore) async throws {
        await #expect(throws: StoreError.notFound(kind: "user", id: "IBMid-1")) {
            try await store.user(iamID: "IBMid-1")
        }
        await #expect(throws: StoreError.notFound(kind: "user", id: "a@example.com")) {
            try await store.user(email: "a@example.com")
        }
    }

    private static func identifiersAreTakenOnce(_ store: any UserStore) async throws {
        try await store.createUser(user("IBMid-1", "a@example.com"))
        await #expect(throws: StoreError.alreadyExists(kind: "user", id: "IBMid-1")) {
            try await store.createUser(user("IBMid-1", "b@example.com"))
        }
        await #expect(throws: StoreError.alreadyExists(kind: "user", id: "a@example.com")) {
            try await store.createUser(user("IBMid-2", "a@example.com"))
        }
    }
}
