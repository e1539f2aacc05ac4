// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Authorization
import Model
import Storage

/// Decides who sees organizations and spaces, and who may change them.
///
/// The owner and the administrators of an account see and change all in it. Others see the organizations that they
/// belong to, with their spaces and people; managers change theirs.
struct OrganizationAccess: Sendable {
    let accounts: any AccountStore
    private let authorizer: Authorizer
    private let organizations: any OrganizationStore
    let roles: any OrganizationRoleStore

    init(
        accounts: any AccountStore,
        policies: any AccessPolicyStore,
        organizations: any OrganizationStore,
        roles: any OrganizationRoleStore
    ) {
        self.accounts = accounts
        authorizer = Authorizer(accounts: accounts, policies: policies)
        self.organizations = organizations
        self.roles = roles
    }

    /// The accounts that the token of `principal` opens: its own, or all of a person whose token is for none.
    func accounts(of principal: Principal) async throws(StoreError) -> [Account] {
        try await accounts.accounts(memberIAMID: principal.iamID)
            .filter { principal.accountID == nil || principal.accountID == $0.id }
    }

    /// Whether all organizations of the account are for `principal` to see and change.
    func administers(_ principal: Principal, accountID: String) async throws(StoreError) -> Bool {
        try await authorizer.access(of: principal.iamID, in: accountID).administersAccount
    }

    /// Those of `found`, organizations of `account`, that `principal` sees.
    func visible(
        _ found: [Organization],
        of account: Account,
        to principal: Principal
    ) async throws(StoreError) -> [Organization] {
        if try await administers(principal, accountID: account.id) { return found }
        let mine = Set(try await roles.organizationRoles(iamID: principal.iamID).map(\.placeID))
        return found.filter { mine.contains($0.id) }
    }

    /// The organization with this id; to who does not belong to it, it does not exist.
    func organization(id: String, seenBy principal: Principal) async throws -> Organization {
        do throws(StoreError) {
            let found = try await organizations.organization(id: id)
            if try await administers(principal, accountOf: found) { return found }
            if try await !myRoles(in: found, principal).isEmpty { return found }
        } catch .notFound {
            throw APIError.unknownOrganization(id)
        }
        throw APIError.unknownOrganization(id)
    }

    /// The space with this id and its organization; to who does not belong to that, it does not exist.
    func space(id: String, seenBy principal: Principal) async throws -> (space: Space, organization: Organization) {
        do {
            let space = try await organizations.space(id: id)
            return (space, try await organization(id: space.organizationID, seenBy: principal))
        } catch StoreError.notFound {
            throw APIError.unknownSpace(id)
        } catch let error as APIError where error.status == 404 {
            throw APIError.unknownSpace(id)
        }
    }

    /// Whether `principal` may change the organization: its managers, and who administers its account, may.
    func isManager(_ principal: Principal, of organization: Organization) async throws(StoreError) -> Bool {
        if try await administers(principal, accountOf: organization) { return true }
        return try await myRoles(in: organization, principal).contains(.manager)
    }

    func requireManager(_ principal: Principal, of organization: Organization) async throws {
        guard try await isManager(principal, of: organization) else {
            throw APIError.notAuthorized("only managers of the org '\(organization.name)' may do this")
        }
    }

    /// Lets managers of the space and of its organization pass.
    func requireManager(_ principal: Principal, of space: Space, in organization: Organization) async throws {
        if try await isManager(principal, of: organization) { return }
        let mine = RoleGrant(placeID: space.id, iamID: principal.iamID, role: SpaceRole.manager)
        guard try await roles.spaceRoles(iamID: principal.iamID).contains(mine) else {
            throw APIError.notAuthorized("only managers of the space '\(space.name)' and of its org may do this")
        }
    }

    /// Whether `principal` administers the account of the organization, with a token that opens it.
    private func administers(
        _ principal: Principal,
        accountOf organization: Organization
    ) async throws(StoreError) -> Bool {
        guard opens(principal, organization) else { return false }
        return try await administers(principal, accountID: organization.accountID)
    }

    private func myRoles(
        in organization: Organization,
        _ principal: Principal
    ) async throws(StoreError) -> Set<OrganizationRole> {
        guard opens(principal, organization) else { return [] }
        return Set(
            try await roles.organizationRoles(iamID: principal.iamID)
                .filter { $0.placeID == organization.id }.map(\.role)
        )
    }

    private func opens(_ principal: Principal, _ organization: Organization) -> Bool {
        principal.accountID == nil || principal.accountID == organization.accountID
    }
}
