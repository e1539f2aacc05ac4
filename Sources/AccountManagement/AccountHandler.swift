// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import HTTP
import Model

/// Reads accounts over HTTP; resources link to the prefix that they were asked under.
struct AccountHandler: Sendable {
    let accounts: AccountService
    let organizations: OrganizationAccess
    let authenticator: any Authenticator
    let prefix: String

    /// The accounts of the caller, whose token need not be for any of them.
    func list(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let found = try await accounts.accounts(of: principal)
        return try .json(ResourcePage(found.map(resource)))
    }

    /// One account of the caller.
    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let id = request.parameters["guid"] ?? ""
        return try .json(resource(try await accounts.account(id: id, of: principal)))
    }

    /// The accounts of the organizations that the body names; those that the caller does not see are left out.
    func listOfOrganizations(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let query: AccountsOfOrganizations = try request.decoded()
        guard query.organizations.count <= 100 else {
            throw APIError.malformedRequest("it names at most 100 organizations")
        }
        var ids: [String] = []
        for reference in query.organizations {
            do {
                let found = try await organizations.organization(id: reference.id, seenBy: principal)
                if !ids.contains(found.accountID) { ids.append(found.accountID) }
            } catch let error as APIError where error.status == 404 {
                continue
            }
        }
        var found: [AccountResource] = []
        for id in ids { found.append(resource(try await accounts.account(id: id, of: principal))) }
        return try .json(ResourcePage(found))
    }

    /// Makes an account of the caller's own.
    func create(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let order: AccountCreateRequest = try request.decoded()
        return try .json(resource(try await accounts.create(name: order.name, by: principal)), status: 201)
    }

    private func resource(_ found: OwnedAccount) -> AccountResource {
        let account = found.account
        return AccountResource(
            metadata: .init(
                guid: account.id,
                url: "\(prefix)/\(account.id)",
                createdAt: account.createdAt.millisecondText,
                updatedAt: account.updatedAt.millisecondText
            ),
            entity: .init(
                name: account.name,
                owner: account.ownerIAMID,
                ownerUserID: found.ownerEmail,
                ownerIAMID: account.ownerIAMID
            )
        )
    }
}
