// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `MembershipStore` must do, together with the stores that it acts upon.
package enum MembershipStoreConformance {
    package typealias Store = MembershipStore & AccountStore & UserStore & APIKeyStore & RefreshTokenStore
        & AccessPolicyStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("the owner comes with the account", ownerComesWithAccount),
        .init("who is invited does not belong to the account", invitedIsNoMember),
        .init("a further invitation voids the first", furtherInvitationVoidsFirst),
        .init("policies come with an invitation, each once", policiesComeWithInvitation),
        .init("an accepted invitation makes a member, once", acceptedInvitationMakesMember),
        .init("a password is set only once", passwordIsSetOnce),
        .init("members cannot be invited", membersCannotBeInvited),
        .init("removal ends keys, tokens and policies for the account alone", removalEndsKeysTokensAndPolicies),
        .init("owners stay", ownersStay),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000.25)

    private static func prepare(_ store: any Store) async throws {
        for (name, hash) in [("owner", "h"), ("guest", "")] {
            try await store.createUser(
                User(
                    iamID: name,
                    email: "\(name)@example.com",
                    givenName: "",
                    familyName: "",
                    passwordHash: hash,
                    createdAt: date
                )
            )
        }
        for id in ["a", "b"] {
            try await store.createAccount(
                Account(id: id, name: id, ownerIAMID: "owner", createdAt: date, updatedAt: date)
            )
        }
    }

    private static func invite(_ store: any Store, _ hash: String, to account: String = "a") async throws {
        let invitation = Invitation(secretHash: hash, accountID: account, iamID: "guest", expiresAt: date + 60)
        try await store.createInvitation(invitation, at: date + 1)
        #expect(try await store.invitation(hash: hash) == invitation)
    }

    private static func guest(password: String) -> User {
        User(
            iamID: "guest",
            email: "guest@example.com",
            givenName: "G",
            familyName: "T",
            passwordHash: password,
            createdAt: date
        )
    }

    private static func ownerComesWithAccount(_ store: any Store) async throws {
        try await prepare(store)
        let owner = Membership(accountID: "a", iamID: "owner", role: .owner, invitedAt: date, addedAt: date)
        #expect(try await store.memberships(accountID: "a") == [owner])
        #expect(try await store.membership(accountID: "a", iamID: "owner") == owner)
        await #expect(throws: StoreError.notFound(kind: "member", id: "guest")) {
            try await store.membership(accountID: "a", iamID: "guest")
        }
    }

    private static func invitedIsNoMember(_ store: any Store) async throws {
        try await prepare(store)
        try await invite(store, "1")
        let membership = try await store.membership(accountID: "a", iamID: "guest")
        #expect(membership == Membership(accountID: "a", iamID: "guest", state: .pending, invitedAt: date + 1))
        #expect(try await store.memberships(accountID: "a").map(\.iamID) == ["owner", "guest"])
        #expect(try await !store.isMember(iamID: "guest", accountID: "a"))
        #expect(try await store.accounts(memberIAMID: "guest").isEmpty)
    }

    private static func furtherInvitationVoidsFirst(_ store: any Store) async throws {
        try await prepare(store)
        try await invite(store, "other", to: "b")
        try await invite(store, "1")
        try await invite(store, "2")
        await #expect(throws: StoreError.notFound(kind: "invitation", id: "1")) {
            try await store.invitation(hash: "1")
        }
        #expect(try await store.invitation(hash: "other").accountID == "b")
        #expect(try await store.memberships(accountID: "a").count == 2)
    }

    private static func policiesComeWithInvitation(_ store: any Store) async throws {
        try await prepare(store)
        func policy(_ id: String, _ role: PlatformRole) -> AccessPolicy {
            AccessPolicy(
                id: id,
                accountID: "a",
                iamID: "guest",
                roles: [role],
                resource: ResourceAttributes(region: "r"),
                createdAt: date,
                createdBy: "owner"
            )
        }
        let first = Invitation(secretHash: "1", accountID: "a", iamID: "guest", expiresAt: date + 60)
        try await store.createInvitation(first, policies: [policy("1", .viewer), policy("2", .viewer)], at: date)
        let second = Invitation(secretHash: "2", accountID: "a", iamID: "guest", expiresAt: date + 60)
        try await store.createInvitation(second, policies: [policy("3", .viewer), policy("4", .editor)], at: date)
        #expect(try await store.accessPolicies(accountID: "a", iamID: "guest").map(\.id) == ["1", "4"])
        let third = Invitation(secretHash: "3", accountID: "a", iamID: "owner", expiresAt: date + 60)
        await #expect(throws: StoreError.self) {
            try await store.createInvitation(third, policies: [policy("5", .operator)], at: date)
        }
        #expect(try await store.accessPolicies(accountID: "a", iamID: nil).count == 2)
    }

    private static func acceptedInvitationMakesMember(_ store: any Store) async throws {
        try await prepare(store)
        try await invite(store, "1")
        try await store.acceptInvitation(hash: "1", person: guest(password: "p"), at: date + 2)
        #expect(try await store.isMember(iamID: "guest", accountID: "a"))
        #expect(try await store.accounts(memberIAMID: "guest").map(\.id) == ["a"])
        #expect(try await store.membership(accountID: "a", iamID: "guest").addedAt == date + 2)
        #expect(try await store.user(iamID: "guest") == guest(password: "p"))
        await #expect(throws: StoreError.notFound(kind: "invitation", id: "1")) {
            try await store.acceptInvitation(hash: "1", person: nil, at: date + 3)
        }
    }

    private static func passwordIsSetOnce(_ store: any Store) async throws {
        try await prepare(store)
        try await invite(store, "1")
        try await invite(store, "2", to: "b")
        try await store.acceptInvitation(hash: "1", person: guest(password: "p"), at: date)
        await #expect(throws: StoreError.alreadyExists(kind: "password", id: "guest")) {
            try await store.acceptInvitation(hash: "2", person: guest(password: "other"), at: date)
        }
        #expect(try await !store.isMember(iamID: "guest", accountID: "b"))
        try await store.acceptInvitation(hash: "2", person: nil, at: date)
        #expect(try await store.isMember(iamID: "guest", accountID: "b"))
        #expect(try await store.user(iamID: "guest").passwordHash == "p")
    }

    private static func membersCannotBeInvited(_ store: any Store) async throws {
        try await prepare(store)
        let invitation = Invitation(secretHash: "1", accountID: "a", iamID: "owner", expiresAt: date)
        await #expect(throws: StoreError.alreadyExists(kind: "member", id: "owner")) {
            try await store.createInvitation(invitation, at: date)
        }
    }

    private static func removalEndsKeysTokensAndPolicies(_ store: any Store) async throws {
        try await prepare(store)
        for account in ["a", "b"] {
            try await invite(store, account, to: account)
            try await store.acceptInvitation(hash: account, person: nil, at: date)
            try await store.createAPIKey(
                APIKey(id: account, name: "", iamID: "guest", accountID: account, keyHash: account, createdAt: date)
            )
            try await store.createRefreshToken(
                RefreshToken(
                    tokenHash: account,
                    familyID: account,
                    iamID: "guest",
                    accountID: account,
                    boundAccountID: nil,
                    grantType: "password",
                    expiresAt: date
                )
            )
            try await store.createAccessPolicy(
                AccessPolicy(
                    id: account,
                    accountID: account,
                    iamID: "guest",
                    roles: [.viewer],
                    resource: ResourceAttributes(),
                    createdAt: date,
                    createdBy: "owner"
                )
            )
        }
        try await store.deleteMembership(accountID: "a", iamID: "guest")
        #expect(try await !store.isMember(iamID: "guest", accountID: "a"))
        await #expect(throws: StoreError.self) { try await store.apiKey(hash: "a") }
        await #expect(throws: StoreError.self) { try await store.refreshToken(hash: "a") }
        await #expect(throws: StoreError.self) { try await store.accessPolicy(id: "a") }
        #expect(try await store.isMember(iamID: "guest", accountID: "b"))
        #expect(try await store.apiKey(hash: "b").accountID == "b")
        #expect(try await store.refreshToken(hash: "b").accountID == "b")
        #expect(try await store.accessPolicy(id: "b").accountID == "b")
        try await store.deleteMembership(accountID: "a", iamID: "guest")
    }

    private static func ownersStay(_ store: any Store) async throws {
        try await prepare(store)
        try await store.deleteMembership(accountID: "a", iamID: "owner")
        #expect(try await store.isMember(iamID: "owner", accountID: "a"))
    }
}
