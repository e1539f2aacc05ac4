// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import Model
import Storage

/// Shows and changes who is what in organizations and spaces.
struct OrganizationRoleService: Sendable {
    /// A person with roles in one place.
    struct Holder<Role: Sendable & Hashable>: Sendable {
        let user: User
        let roles: Set<Role>
    }

    let access: OrganizationAccess
    let users: any UserStore
    let roles: any OrganizationRoleStore
    let time: TimeSource

    /// The people of the organization with what they are.
    func people(
        ofOrganization id: String,
        seenBy principal: Principal
    ) async throws -> [Holder<OrganizationRole>] {
        let organization = try await access.organization(id: id, seenBy: principal)
        return try await holders(of: try await roles.organizationRoles(organizationID: organization.id))
    }

    /// The people of the space with what they are.
    func people(ofSpace id: String, seenBy principal: Principal) async throws -> [Holder<SpaceRole>] {
        let space = try await access.space(id: id, seenBy: principal).space
        return try await holders(of: try await roles.spaceRoles(spaceID: space.id))
    }

    /// Makes somebody of the account a user of the organization with `role`.
    func grant(
        _ role: OrganizationRole,
        in organizationID: String,
        to person: PersonReference,
        by principal: Principal
    ) async throws -> Organization {
        let organization = try await access.organization(id: organizationID, seenBy: principal)
        try await access.requireManager(principal, of: organization)
        let user = try await user(person, in: organization)
        try await known(person) { () throws(StoreError) in
            let grant = RoleGrant(placeID: organization.id, iamID: user.iamID, role: role)
            try await roles.grantOrganizationRole(grant, at: time.now())
        }
        return organization
    }

    /// Takes a role away; people may leave an organization by themselves.
    func revoke(
        _ role: OrganizationRole,
        in organizationID: String,
        from person: PersonReference,
        by principal: Principal
    ) async throws -> Organization {
        let organization = try await access.organization(id: organizationID, seenBy: principal)
        let user = try? await self.user(person, in: organization)
        let isLeaving = role == .user && user?.iamID == principal.iamID
        if !isLeaving { try await access.requireManager(principal, of: organization) }
        guard let user else { throw APIError.unknownUser(person.text) }
        let grant = RoleGrant(placeID: organization.id, iamID: user.iamID, role: role)
        try await roles.revokeOrganizationRole(grant)
        return organization
    }

    /// Gives somebody of the organization a role in the space.
    ///
    /// Who manages the organization can give it to anybody of the account, who then belongs to the organization.
    func grant(
        _ role: SpaceRole,
        in spaceID: String,
        to person: PersonReference,
        by principal: Principal
    ) async throws -> Space {
        let (space, organization) = try await access.space(id: spaceID, seenBy: principal)
        try await access.requireManager(principal, of: space, in: organization)
        let user = try await user(person, in: organization)
        if try await !access.isManager(principal, of: organization) {
            let mine = try await roles.organizationRoles(iamID: user.iamID)
            guard mine.contains(where: { $0.placeID == organization.id }) else { throw APIError.notInSameOrganization }
        }
        try await known(person) { () throws(StoreError) in
            let grant = RoleGrant(placeID: space.id, iamID: user.iamID, role: role)
            try await roles.grantSpaceRole(grant, at: time.now())
        }
        return space
    }

    /// Takes a role in the space away.
    func revoke(
        _ role: SpaceRole,
        in spaceID: String,
        from person: PersonReference,
        by principal: Principal
    ) async throws -> Space {
        let (space, organization) = try await access.space(id: spaceID, seenBy: principal)
        try await access.requireManager(principal, of: space, in: organization)
        let user = try await user(person, in: organization)
        try await roles.revokeSpaceRole(RoleGrant(placeID: space.id, iamID: user.iamID, role: role))
        return space
    }

    /// The person, who must belong to the account of the organization; others are as unknown as nobody.
    private func user(_ person: PersonReference, in organization: Organization) async throws -> User {
        try await known(person) { () throws(StoreError) in
            let user =
                switch person {
                case .name(let email): try await users.user(email: email)
                case .id(let iamID): try await users.user(iamID: iamID)
                }
            guard try await access.accounts.isMember(iamID: user.iamID, accountID: organization.accountID) else {
                throw StoreError.notFound(kind: "member", id: user.iamID)
            }
            return user
        }
    }

    private func known<Value>(
        _ person: PersonReference,
        _ body: () async throws(StoreError) -> Value
    ) async throws -> Value {
        do throws(StoreError) {
            return try await body()
        } catch .notFound {
            throw APIError.unknownUser(person.text)
        }
    }

    private func knownUser(_ iamID: String) async throws(StoreError) -> User? {
        do {
            return try await users.user(iamID: iamID)
        } catch {
            guard case .notFound = error else { throw error }
            return nil
        }
    }

    private func holders<Role>(of grants: [RoleGrant<Role>]) async throws -> [Holder<Role>] {
        var found: [Holder<Role>] = []
        for (index, grant) in grants.enumerated() where !grants[..<index].contains(where: { $0.iamID == grant.iamID }) {
            let mine = Set(grants.filter { $0.iamID == grant.iamID }.map(\.role))
            // Owners of the time before people were kept may be unknown here.
            if let user = try await knownUser(grant.iamID) { found.append(Holder(user: user, roles: mine)) }
        }
        return found
    }
}

/// How a request names a person.
enum PersonReference: Sendable {
    /// By e-mail address.
    case name(String)
    /// By IAM id.
    case id(String)

    var text: String {
        switch self {
        case .name(let text), .id(let text): text
        }
    }
}
