// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `FederatedIdentityStore` must do, together with the stores that it acts upon.
package enum FederatedIdentityStoreConformance {
    package typealias Store = FederatedIdentityStore & AccountStore & UserStore & MembershipStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("a bound identity is found by issuer and subject", boundIdentityIsFound),
        .init("a subject is one person", subjectIsOnePerson),
        .init("a person is one subject of an issuer", personIsOneSubject),
        .init("names are taken over where there are none", namesAreTakenOver),
        .init("an admitted person belongs to the account", admittedPersonBelongs),
        .init("nobody is admitted by halves", nobodyIsAdmittedByHalves),
        .init("identities end with the last membership", identitiesEndWithMemberships),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000.25)

    private static func user(_ name: String, givenName: String = "") -> User {
        User(
            iamID: name,
            email: "\(name)@example.com",
            givenName: givenName,
            familyName: "",
            passwordHash: "",
            createdAt: date
        )
    }

    private static func identity(_ subject: String, _ name: String, issuer: String = "i") -> FederatedIdentity {
        FederatedIdentity(issuer: issuer, subject: subject, iamID: name, boundAt: date)
    }

    private static func prepare(_ store: any Store) async throws {
        for name in ["owner", "ann", "ben"] { try await store.createUser(user(name)) }
        for id in ["a", "b"] {
            try await store.createAccount(
                Account(id: id, name: id, ownerIAMID: "owner", createdAt: date, updatedAt: date)
            )
        }
    }

    private static func boundIdentityIsFound(_ store: any Store) async throws {
        try await prepare(store)
        try await store.bindFederatedIdentity(identity("1", "ann"), person: user("ann"))
        #expect(try await store.federatedIdentity(issuer: "i", subject: "1") == identity("1", "ann"))
        for (issuer, subject) in [("i", "2"), ("j", "1"), ("i", "")] {
            await #expect(throws: StoreError.notFound(kind: "federated identity", id: subject)) {
                try await store.federatedIdentity(issuer: issuer, subject: subject)
            }
        }
    }

    private static func subjectIsOnePerson(_ store: any Store) async throws {
        try await prepare(store)
        try await store.bindFederatedIdentity(identity("1", "ann"), person: user("ann"))
        await #expect(throws: StoreError.alreadyExists(kind: "federated identity", id: "1")) {
            try await store.bindFederatedIdentity(identity("1", "ben"), person: user("ben"))
        }
        #expect(try await store.federatedIdentity(issuer: "i", subject: "1").iamID == "ann")
    }

    private static func personIsOneSubject(_ store: any Store) async throws {
        try await prepare(store)
        try await store.bindFederatedIdentity(identity("1", "ann"), person: user("ann"))
        await #expect(throws: StoreError.alreadyExists(kind: "federated identity", id: "ann")) {
            try await store.bindFederatedIdentity(identity("2", "ann"), person: user("ann"))
        }
        // Another provider may take over a domain.
        try await store.bindFederatedIdentity(identity("2", "ann", issuer: "j"), person: user("ann"))
    }

    private static func namesAreTakenOver(_ store: any Store) async throws {
        try await prepare(store)
        try await store.bindFederatedIdentity(identity("1", "ann"), person: user("ann", givenName: "Ann"))
        #expect(try await store.user(iamID: "ann").givenName == "Ann")
        try await store.bindFederatedIdentity(
            identity("1", "ann", issuer: "j"),
            person: user("ann", givenName: "Other")
        )
        #expect(try await store.user(iamID: "ann").givenName == "Ann")
    }

    private static func admittedPersonBelongs(_ store: any Store) async throws {
        try await prepare(store)
        try await store.admitFederatedUser(user("new"), identity: identity("9", "new"), accountID: "a")
        #expect(try await store.isMember(iamID: "new", accountID: "a"))
        #expect(try await store.user(email: "new@example.com") == user("new"))
        #expect(try await store.federatedIdentity(issuer: "i", subject: "9").iamID == "new")
        #expect(try await store.membership(accountID: "a", iamID: "new").addedAt == date)
    }

    private static func nobodyIsAdmittedByHalves(_ store: any Store) async throws {
        try await prepare(store)
        await #expect(throws: StoreError.notFound(kind: "account", id: "none")) {
            try await store.admitFederatedUser(user("new"), identity: identity("9", "new"), accountID: "none")
        }
        try await store.bindFederatedIdentity(identity("1", "ann"), person: user("ann"))
        await #expect(throws: StoreError.self) {
            try await store.admitFederatedUser(user("new"), identity: identity("1", "new"), accountID: "a")
        }
        await #expect(throws: StoreError.self) { try await store.user(iamID: "new") }
        #expect(try await !store.isMember(iamID: "new", accountID: "a"))
    }

    private static func identitiesEndWithMemberships(_ store: any Store) async throws {
        try await prepare(store)
        try await store.admitFederatedUser(user("new"), identity: identity("9", "new"), accountID: "a")
        let invitation = Invitation(secretHash: "h", accountID: "b", iamID: "new", expiresAt: date + 60)
        try await store.createInvitation(invitation, at: date)
        try await store.deleteMembership(accountID: "a", iamID: "new")
        #expect(try await store.federatedIdentity(issuer: "i", subject: "9").iamID == "new")
        try await store.deleteMembership(accountID: "b", iamID: "new")
        await #expect(throws: StoreError.self) { try await store.federatedIdentity(issuer: "i", subject: "9") }
    }
}
