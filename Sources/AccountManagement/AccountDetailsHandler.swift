// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import Cryptography
import HTTP
import Model

/// Accounts in the form of version 4, and the resource group that each has.
struct AccountDetailsHandler: Sendable {
    let accounts: AccountService
    let authenticator: any Authenticator

    /// One account of the caller.
    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        return try .json(Self.details(try await accounts.account(id: request.parameters["guid"] ?? "", of: principal)))
    }

    /// Changes a setting of the caller's own account.
    func update(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let change: AccountUpdateRequest = try request.decoded()
        let id = request.parameters["guid"] ?? ""
        let allowed = change.allowsPasswordSessions
        return try .json(Self.details(try await accounts.allowPasswordSessions(allowed, accountID: id, by: principal)))
    }

    /// The group of the account that is asked about, or else of the account of the token.
    func listResourceGroups(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        guard let id = request.queryValue("account_id") ?? principal.accountID else {
            throw APIError.malformedRequest("'account_id' is missing")
        }
        let group = Self.resourceGroup(of: try await accounts.account(id: id, of: principal).account)
        let isWanted =
            [nil, group.name].contains(request.queryValue("name"))
            && request.queryValue("default")?.lowercased() != "false"
        return try .json(ResourceGroupList(resources: isWanted ? [group] : []))
    }

    /// One group of an account of the caller.
    func getResourceGroup(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let id = request.parameters["id"] ?? ""
        let groups = try await accounts.accounts(of: principal).map { Self.resourceGroup(of: $0.account) }
        guard let group = groups.first(where: { $0.id == id }) else { throw APIError.unknown("resource group", id) }
        return try .json(group)
    }

    private static func details(_ found: OwnedAccount) -> AccountDetails {
        AccountDetails(
            id: found.account.id,
            name: found.account.name,
            ownerUserID: found.ownerEmail,
            ownerIAMID: found.account.ownerIAMID,
            allowsPasswordSessions: found.account.allowsPasswordSessions
        )
    }

    /// The only group of an account; its identifier follows from that of the account.
    private static func resourceGroup(of account: Account) -> ResourceGroup {
        let id = String(Digest.sha256Hex("resource-group:\(account.id)").prefix(32))
        return ResourceGroup(id: id, accountID: account.id, createdAt: account.createdAt.millisecondText)
    }
}
