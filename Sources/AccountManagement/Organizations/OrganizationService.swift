// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import Model
import Storage

/// Organizations and spaces: who belongs to an organization sees it with its spaces, managers make and name spaces.
struct OrganizationService: Sendable {
    let access: OrganizationAccess
    let directory: OrganizationDirectory
    let organizations: any OrganizationStore
    let time: TimeSource
    let logger: Logger

    /// The region of all organizations here.
    var region: String { directory.region }

    /// The organizations of the account of the token, or of all accounts of the caller without one.
    func organizations(seenBy principal: Principal) async throws -> [Organization] {
        try await directory.organizations(seenBy: principal)
    }

    /// The organization with this id; to who does not belong to it, it does not exist.
    func organization(id: String, seenBy principal: Principal) async throws -> Organization {
        try await access.organization(id: id, seenBy: principal)
    }

    /// Makes an organization in the account of the token, or in the only one of the caller's own without one.
    func createOrganization(name: String, by principal: Principal) async throws -> Organization {
        let accountID = try await ownAccount(of: principal)
        let organization = Organization(
            id: OrganizationDirectory.newID(),
            accountID: accountID,
            region: region,
            name: try Self.checked(name),
            createdAt: time.now()
        )
        // The first one of an account is the one that takes in its people.
        _ = try await directory.organizations(seenBy: principal)
        do {
            try await organizations.createOrganization(organization, spaces: [], managerIAMID: principal.iamID)
        } catch StoreError.alreadyExists {
            throw APIError.organizationExists(name)
        }
        log("organization.created", organization.id, principal)
        return organization
    }

    func renameOrganization(id: String, to name: String, by principal: Principal) async throws -> Organization {
        let organization = try await organization(id: id, seenBy: principal)
        try await access.requireManager(principal, of: organization)
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

    /// The space with this id; to who does not belong to its organization, it does not exist.
    func space(id: String, seenBy principal: Principal) async throws -> Space {
        try await access.space(id: id, seenBy: principal).space
    }

    func createSpace(name: String, organizationID: String, by principal: Principal) async throws -> Space {
        let organization = try await organization(id: organizationID, seenBy: principal)
        try await access.requireManager(principal, of: organization)
        let space = Space(
            id: OrganizationDirectory.newID(),
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
        let (space, organization) = try await access.space(id: id, seenBy: principal)
        try await access.requireManager(principal, of: space, in: organization)
        do {
            try await organizations.renameSpace(id: id, to: try Self.checked(name), at: time.now())
        } catch StoreError.alreadyExists {
            throw APIError.spaceExists(name)
        }
        log("space.renamed", id, principal)
        return try await organizations.space(id: id)
    }

    func deleteSpace(id: String, by principal: Principal) async throws {
        let organization = try await access.space(id: id, seenBy: principal).organization
        try await access.requireManager(principal, of: organization)
        try await organizations.deleteSpace(id: id)
        log("space.deleted", id, principal)
    }

    private func ownAccount(of principal: Principal) async throws -> String {
        var own: [String] = []
        for account in try await access.accounts(of: principal)
        where try await access.administers(principal, accountID: account.id) {
            own.append(account.id)
        }
        if let accountID = own.first, own.count == 1 { return accountID }
        guard own.isEmpty else { throw APIError.noAccount }
        throw APIError.notAuthorized("only the owner and administrators of an account may make orgs in it")
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
}
