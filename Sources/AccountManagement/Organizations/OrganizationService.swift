// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import Model
import Storage

/// Organizations and spaces: all members of an account see them, its owner and administrators make and name them.
struct OrganizationService: Sendable {
    let access: AccountAccess
    let accounts: any AccountStore
    let organizations: any OrganizationStore
    let region: String
    let time: TimeSource
    let logger: Logger

    /// The organizations of the account of the token, or of all accounts of the caller without one.
    func organizations(seenBy principal: Principal) async throws -> [Organization] {
        var accountIDs = try await accounts.accounts(memberIAMID: principal.iamID).map(\.id)
        if let scope = principal.accountID { accountIDs.removeAll { $0 != scope } }
        var found: [Organization] = []
        for id in accountIDs { found += try await organizations(accountID: id) }
        return found
    }

    /// The organization with this id; to who does not belong to its account, it does not exist.
    func organization(id: String, seenBy principal: Principal) async throws -> Organization {
        guard let found = try await organizations(seenBy: principal).first(where: { $0.id == id }) else {
            throw APIError.unknownOrganization(id)
        }
        return found
    }

    func createOrganization(name: String, by principal: Principal) async throws -> Organization {
        guard let accountID = principal.accountID else { throw APIError.noAccount }
        try await requireAdministrator(of: accountID, principal)
        let organization = Organization(
            id: Self.newID(),
            accountID: accountID,
            region: region,
            name: try Self.checked(name),
            createdAt: time.now()
        )
        do {
            try await organizations.createOrganization(organization, spaces: [])
        } catch StoreError.alreadyExists {
            throw APIError.organizationExists(name)
        }
        log("organization.created", organization.id, principal)
        return organization
    }

    func renameOrganization(id: String, to name: String, by principal: Principal) async throws -> Organization {
        let organization = try await organization(id: id, seenBy: principal)
        try await requireAdministrator(of: organization.accountID, principal)
        do {
            try await organizations.renameOrganization(id: id, to: try Self.checked(name), at: time.now())
        } catch StoreError.alreadyExists {
            throw APIError.organizationExists(name)
        }
        log("organization.renamed", id, principal)
        return try await organizations.organization(id: id)
    }

    /// The spaces of one organization, or of all that the caller sees.
    func spaces(organizationID: String?, seenBy principal: Principal) async throws -> [Space] {
        if let organizationID {
            _ = try await organization(id: organizationID, seenBy: principal)
            return try await organizations.spaces(organizationID: organizationID)
        }
        var found: [Space] = []
        for organization in try await organizations(seenBy: principal) {
            found += try await organizations.spaces(organizationID: organization.id)
        }
        return found
    }

    /// The space with this id; to who does not belong to its account, it does not exist.
    func space(id: String, seenBy principal: Principal) async throws -> Space {
        let found = try await spaces(organizationID: nil, seenBy: principal)
        guard let space = found.first(where: { $0.id == id }) else { throw APIError.unknownSpace(id) }
        return space
    }

    func createSpace(name: String, organizationID: String, by principal: Principal) async throws -> Space {
        let organization = try await organization(id: organizationID, seenBy: principal)
        try await requireAdministrator(of: organization.accountID, principal)
        let space = Space(
            id: Self.newID(),
            organizationID: organizationID,
            name: try Self.checked(name),
            createdAt: time.now()
        )
        do {
            try await organizations.createSpace(space)
        } catch StoreError.alreadyExists {
            throw APIError.spaceExists(name)
        }
        log("space.created", space.id, principal)
        return space
    }

    func renameSpace(id: String, to name: String, by principal: Principal) async throws -> Space {
        let space = try await space(id: id, seenBy: principal)
        try await requireAdministrator(ofAccountOf: space, principal)
        do {
            try await organizations.renameSpace(id: id, to: try Self.checked(name), at: time.now())
        } catch StoreError.alreadyExists {
            throw APIError.spaceExists(name)
        }
        log("space.renamed", id, principal)
        return try await organizations.space(id: id)
    }

    func deleteSpace(id: String, by principal: Principal) async throws {
        let space = try await space(id: id, seenBy: principal)
        try await requireAdministrator(ofAccountOf: space, principal)
        try await organizations.deleteSpace(id: id)
        log("space.deleted", id, principal)
    }

    /// The organizations of one account, which gets its first one when it is first asked about.
    ///
    /// So accounts from before there were organizations have one too, and no step is left undone by a crash.
    private func organizations(accountID: String) async throws -> [Organization] {
        let found = try await organizations.organizations(accountID: accountID)
        guard found.isEmpty else { return found }
        let (id, now) = (Self.newID(), time.now())
        let first = Organization(id: id, accountID: accountID, region: region, name: "default", createdAt: now)
        let space = Space(id: Self.newID(), organizationID: id, name: "dev", createdAt: now)
        do {
            try await organizations.createOrganization(first, spaces: [space])
            return [first]
        } catch StoreError.alreadyExists {
            // Somebody else asked at the same time.
            return try await organizations.organizations(accountID: accountID)
        }
    }

    private func requireAdministrator(ofAccountOf space: Space, _ principal: Principal) async throws {
        let organization = try await organizations.organization(id: space.organizationID)
        try await requireAdministrator(of: organization.accountID, principal)
    }

    private func requireAdministrator(of accountID: String, _ principal: Principal) async throws {
        do {
            _ = try await access.account(id: accountID, changedBy: principal)
        } catch let error as APIError {
            throw APIError.notAuthorized(error.message)
        }
    }

    private func log(_ event: String, _ id: String, _ principal: Principal) {
        logger.info("organizations changed", ["event": "account.\(event)", "id": id, "iamID": principal.iamID])
    }

    private static func checked(_ name: String) throws -> String {
        let isClean = name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        guard !name.isEmpty, name.count <= 100, isClean, name.first != " ", name.last != " " else {
            throw APIError.invalidName
        }
        return name
    }

    private static func newID() -> String {
        UUID().uuidString.lowercased()
    }
}
