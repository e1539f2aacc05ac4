// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `OrganizationRoleStore` must do, together with the stores that act upon it.
package enum OrganizationRoleStoreConformance {
    package typealias Store = OrganizationRoleStore & OrganizationStore & MembershipStore & AccountStore & UserStore
        & FederatedIdentityStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("the first organization takes in all members", firstOrganizationTakesInMembers),
        .init("who joins later belongs to the first organization", joinersBelongToFirstOrganization),
        .init("who is admitted from elsewhere belongs to it too", admittedBelongToFirstOrganization),
        .init("a role makes its holder a user, once", roleMakesUser),
        .init("a role goes alone, and all go with the user", rolesAreRevoked),
        .init("a role in a space makes its holder a user of the organization", spaceRoleMakesUser),
        .init("only members of the account get roles", onlyMembersGetRoles),
        .init("who leaves the account loses all roles in it", leaversLoseRoles),
        .init("roles end with their space", rolesEndWithSpace),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000.25)

    /// Accounts `a` and `b` of `owner`; `guest` belongs to both, `late` to none yet; `a` has `o` with the space `s`.
    private static func prepare(_ store: any Store) async throws {
        for name in ["owner", "guest", "late"] {
            try await store.createUser(
                User(
                    iamID: name,
                    email: "\(name)@example.com",
                    givenName: "",
                    familyName: "",
                    passwordHash: "h",
                    createdAt: date
                )
            )
        }
        for id in ["a", "b"] {
            let account = Account(id: id, name: id, ownerIAMID: "owner", createdAt: date, updatedAt: date)
            try await store.createAccount(account)
            try await join(store, "guest", id)
        }
        try await make(store, "o", account: "a", space: "s")
    }

    private static func join(_ store: any Store, _ iamID: String, _ account: String) async throws {
        let hash = "\(iamID)-\(account)"
        let invitation = Invitation(secretHash: hash, accountID: account, iamID: iamID, expiresAt: date + 60)
        try await store.createInvitation(invitation, at: date + 1)
        try await store.acceptInvitation(hash: hash, person: nil, at: date + 2)
    }

    private static func make(_ store: any Store, _ id: String, account: String, space: String) async throws {
        try await store.createOrganization(
            Organization(id: id, accountID: account, region: "us-south", name: id, createdAt: date + 3),
            spaces: [Space(id: space, organizationID: id, name: "dev", createdAt: date + 3)],
            managerIAMID: "owner"
        )
    }

    private static func grant(
        _ iamID: String,
        _ role: OrganizationRole,
        in organization: String = "o"
    ) -> RoleGrant<OrganizationRole> {
        RoleGrant(placeID: organization, iamID: iamID, role: role)
    }

    private static func firstOrganizationTakesInMembers(_ store: any Store) async throws {
        try await prepare(store)
        #expect(
            try await Set(store.organizationRoles(organizationID: "o"))
                == [grant("owner", .user), grant("owner", .manager), grant("guest", .user)]
        )
        try await make(store, "p", account: "a", space: "t")
        #expect(
            try await Set(store.organizationRoles(organizationID: "p"))
                == [grant("owner", .user, in: "p"), grant("owner", .manager, in: "p")]
        )
    }

    private static func joinersBelongToFirstOrganization(_ store: any Store) async throws {
        try await prepare(store)
        try await make(store, "p", account: "a", space: "t")
        try await join(store, "late", "a")
        #expect(try await store.organizationRoles(iamID: "late") == [grant("late", .user)])
        try await join(store, "late", "b")
        #expect(try await store.organizationRoles(iamID: "late") == [grant("late", .user)], "b has none yet")
    }

    private static func admittedBelongToFirstOrganization(_ store: any Store) async throws {
        try await prepare(store)
        try await make(store, "p", account: "a", space: "t")
        let person = User(
            iamID: "far",
            email: "far@example.com",
            givenName: "",
            familyName: "",
            passwordHash: "",
            createdAt: date
        )
        let identity = FederatedIdentity(issuer: "i", subject: "1", iamID: "far", boundAt: date + 4)
        try await store.admitFederatedUser(person, identity: identity, accountID: "a")
        #expect(try await store.organizationRoles(iamID: "far") == [grant("far", .user)])
    }

    private static func roleMakesUser(_ store: any Store) async throws {
        try await prepare(store)
        try await make(store, "p", account: "a", space: "t")
        for _ in 1...2 { try await store.grantOrganizationRole(grant("guest", .auditor, in: "p"), at: date + 4) }
        #expect(
            try await store.organizationRoles(iamID: "guest")
                == [grant("guest", .user), grant("guest", .user, in: "p"), grant("guest", .auditor, in: "p")]
        )
    }

    private static func rolesAreRevoked(_ store: any Store) async throws {
        try await prepare(store)
        try await store.grantOrganizationRole(grant("guest", .manager), at: date + 4)
        try await store.grantOrganizationRole(grant("guest", .auditor), at: date + 5)
        try await store.grantSpaceRole(RoleGrant(placeID: "s", iamID: "guest", role: .developer), at: date + 6)
        try await store.revokeOrganizationRole(grant("guest", .manager))
        #expect(
            try await store.organizationRoles(iamID: "guest") == [grant("guest", .user), grant("guest", .auditor)]
        )
        for _ in 1...2 { try await store.revokeOrganizationRole(grant("guest", .user)) }
        #expect(try await store.organizationRoles(iamID: "guest").isEmpty)
        #expect(try await store.spaceRoles(iamID: "guest").isEmpty)
        #expect(try await store.organizationRoles(organizationID: "o").count == 2)
    }

    private static func spaceRoleMakesUser(_ store: any Store) async throws {
        try await prepare(store)
        try await make(store, "p", account: "a", space: "t")
        let manager = RoleGrant(placeID: "t", iamID: "guest", role: SpaceRole.manager)
        let auditor = RoleGrant(placeID: "t", iamID: "guest", role: SpaceRole.auditor)
        try await store.grantSpaceRole(manager, at: date + 4)
        try await store.grantSpaceRole(auditor, at: date + 5)
        #expect(try await store.spaceRoles(spaceID: "t") == [manager, auditor])
        #expect(try await store.organizationRoles(iamID: "guest").contains(grant("guest", .user, in: "p")))
        for _ in 1...2 { try await store.revokeSpaceRole(manager) }
        #expect(try await store.spaceRoles(iamID: "guest") == [auditor])
    }

    private static func onlyMembersGetRoles(_ store: any Store) async throws {
        try await prepare(store)
        await #expect(throws: StoreError.notFound(kind: "member", id: "late")) {
            try await store.grantOrganizationRole(grant("late", .user), at: date)
        }
        await #expect(throws: StoreError.notFound(kind: "member", id: "late")) {
            try await store.grantSpaceRole(RoleGrant(placeID: "s", iamID: "late", role: .manager), at: date)
        }
        await #expect(throws: StoreError.notFound(kind: "organization", id: "x")) {
            try await store.grantOrganizationRole(grant("guest", .user, in: "x"), at: date)
        }
        await #expect(throws: StoreError.notFound(kind: "space", id: "x")) {
            try await store.grantSpaceRole(RoleGrant(placeID: "x", iamID: "guest", role: .manager), at: date)
        }
        #expect(try await store.organizationRoles(iamID: "late").isEmpty)
    }

    private static func leaversLoseRoles(_ store: any Store) async throws {
        try await prepare(store)
        try await make(store, "q", account: "b", space: "u")
        try await store.grantOrganizationRole(grant("guest", .manager), at: date + 4)
        try await store.grantSpaceRole(RoleGrant(placeID: "s", iamID: "guest", role: .developer), at: date + 4)
        let other = RoleGrant(placeID: "u", iamID: "guest", role: SpaceRole.developer)
        try await store.grantSpaceRole(other, at: date + 4)
        try await store.deleteMembership(accountID: "a", iamID: "guest")
        #expect(try await store.organizationRoles(iamID: "guest") == [grant("guest", .user, in: "q")])
        #expect(try await store.spaceRoles(iamID: "guest") == [other])
    }

    private static func rolesEndWithSpace(_ store: any Store) async throws {
        try await prepare(store)
        try await store.grantSpaceRole(RoleGrant(placeID: "s", iamID: "guest", role: .developer), at: date + 4)
        try await store.deleteSpace(id: "s")
        #expect(try await store.spaceRoles(iamID: "guest").isEmpty)
    }
}
