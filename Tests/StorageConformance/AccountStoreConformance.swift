// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `AccountStore` must do.
package enum AccountStoreConformance {
    package static let checks: [ConformanceCheck<any AccountStore>] = [
        .init("an account is read back whole", accountIsReadBack),
        .init("a missing account is not found", missingAccountIsNotFound),
        .init("an id is taken once", idIsTakenOnce),
        .init("the owner is a member", ownerIsMember),
        .init("accounts come oldest first", accountsComeOldestFirst),
        .init("sessions that began with a password are switched", passwordSessionsAreSwitched),
        .init("it knows whether there are accounts", presenceIsKnown),
    ]

    private static func account(_ id: String, owner: String = "IBMid-1", second: Int = 0) -> Account {
        let date = Date(timeIntervalSince1970: 1_517_000_000.25 + Double(second))
        return Account(id: id, name: "name of \(id)", ownerIAMID: owner, createdAt: date, updatedAt: date + 1)
    }

    private static func accountIsReadBack(_ store: any AccountStore) async throws {
        try await store.createAccount(account("a"))
        #expect(try await store.account(id: "a") == account("a"))
    }

    private static func missingAccountIsNotFound(_ store: any AccountStore) async throws {
        await #expect(throws: StoreError.notFound(kind: "account", id: "a")) { try await store.account(id: "a") }
    }

    private static func idIsTakenOnce(_ store: any AccountStore) async throws {
        try await store.createAccount(account("a"))
        await #expect(throws: StoreError.alreadyExists(kind: "account", id: "a")) {
            try await store.createAccount(account("a", owner: "IBMid-2"))
        }
        #expect(try await store.account(id: "a").ownerIAMID == "IBMid-1")
        #expect(try await !store.isMember(iamID: "IBMid-2", accountID: "a"))
    }

    private static func ownerIsMember(_ store: any AccountStore) async throws {
        try await store.createAccount(account("a"))
        #expect(try await store.isMember(iamID: "IBMid-1", accountID: "a"))
        #expect(try await !store.isMember(iamID: "IBMid-2", accountID: "a"))
        #expect(try await !store.isMember(iamID: "IBMid-1", accountID: "b"))
    }

    private static func accountsComeOldestFirst(_ store: any AccountStore) async throws {
        try await store.createAccount(account("b", second: 2))
        try await store.createAccount(account("z", second: 1))
        try await store.createAccount(account("a", second: 3))
        try await store.createAccount(account("other", owner: "IBMid-2"))
        #expect(try await store.accounts(memberIAMID: "IBMid-1").map(\.id) == ["z", "b", "a"])
        #expect(try await store.accounts(memberIAMID: "IBMid-3").isEmpty)
    }

    private static func passwordSessionsAreSwitched(_ store: any AccountStore) async throws {
        try await store.createAccount(account("a"))
        try await store.createAccount(account("b"))
        #expect(try await store.account(id: "a").allowsPasswordSessions)
        let date = Date(timeIntervalSince1970: 1_517_000_009)
        try await store.setPasswordSessions(allowed: false, accountID: "a", at: date)
        let changed = try await store.account(id: "a")
        #expect(!changed.allowsPasswordSessions && changed.updatedAt == date)
        #expect(try await store.account(id: "b") == account("b"))
        await #expect(throws: StoreError.notFound(kind: "account", id: "c")) {
            try await store.setPasswordSessions(allowed: false, accountID: "c", at: date)
        }
    }

    private static func presenceIsKnown(_ store: any AccountStore) async throws {
        #expect(try await !store.hasAccounts())
        try await store.createAccount(account("a"))
        #expect(try await store.hasAccounts())
    }
}
