// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import HTTP

/// The people of an account over HTTP.
struct MemberHandler: Sendable {
    private static let limits = 1...100

    let members: MemberService
    let invitations: InvitationService
    let authenticator: any Authenticator

    /// All members, in the form of version 1.
    func listInOnePage(_ request: HTTPRequest) async throws -> HTTPResponse {
        let found = try await list(request)
        return try .json(ResourcePage(found.map { AccountUserResource($0, prefix: "/v1/accounts") }))
    }

    /// Members from `_start` on, in the form of version 2; `user_id` picks one by e-mail.
    func listInPages(_ request: HTTPRequest) async throws -> HTTPResponse {
        let found = try await list(request)
        guard let limit = Int(request.queryValue("limit") ?? "100"), Self.limits.contains(limit) else {
            throw APIError.malformedRequest("'limit' is a number from 1 to 100")
        }
        var start = 0
        if let token = request.queryValue("_start"), !token.isEmpty {
            // A page begins behind a member, so that it stays right when others come and go.
            guard let index = found.firstIndex(where: { $0.iamID == token }) else {
                throw APIError.malformedRequest("'_start' is not from a 'next_url'")
            }
            start = index + 1
        }
        let page = Array(found.dropFirst(start).prefix(limit))
        let path = "/v2/accounts/\(request.parameters["guid"] ?? "")/users?limit=\(limit)"
        let filter = request.queryValue("user_id").map { "&user_id=\(PercentCoding.encode($0))" } ?? ""
        let isLast = start + page.count >= found.count
        let next = isLast ? nil : page.last.map { "\(path)&_start=\($0.iamID)\(filter)" }
        return try .json(
            AccountUserPage(
                totalResults: found.count,
                limit: limit,
                firstURL: path + filter,
                nextURL: next,
                resources: page
            )
        )
    }

    /// One member.
    func get(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let (accountID, iamID) = identifiers(of: request)
        return try .json(try await members.member(iamID: iamID, accountID: accountID, seenBy: principal))
    }

    /// Invites people.
    func invite(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let order: InvitationRequest = try request.decoded()
        guard (order.accessGroups ?? []).isEmpty else {
            throw APIError.malformedRequest("there are no access groups; use 'iam_policy'")
        }
        guard order.users.allSatisfy({ ($0.accountRole ?? "MEMBER").uppercased() == "MEMBER" }) else {
            throw APIError.malformedRequest("'account_role' is 'MEMBER': an account has one owner")
        }
        let accountID = identifiers(of: request).accountID
        let invited = try await invitations.invite(
            order.users.map(\.email),
            policies: order.policies ?? [],
            accountID: accountID,
            by: principal
        )
        return try .json(InvitationResponse(resources: invited), status: 202)
    }

    /// Accepts an invitation; a token is looked at only if one was sent.
    func accept(_ request: HTTPRequest) async throws -> HTTPResponse {
        let acceptance: InvitationAcceptance = try request.decoded()
        let hasToken = request.headers["Authorization"].map { !$0.isEmpty } ?? false
        let principal = hasToken ? try await authenticator.principal(of: request) : nil
        var response = try HTTPResponse.json(try await invitations.accept(acceptance, by: principal))
        response.headers["Cache-Control"] = "no-store"
        return response
    }

    /// Removes a member.
    func remove(_ request: HTTPRequest) async throws -> HTTPResponse {
        let principal = try await authenticator.principal(of: request)
        let (accountID, iamID) = identifiers(of: request)
        try await members.remove(iamID: iamID, accountID: accountID, by: principal)
        return HTTPResponse(status: 204)
    }

    private func list(_ request: HTTPRequest) async throws -> [AccountUser] {
        let principal = try await authenticator.principal(of: request)
        let found = try await members.members(accountID: identifiers(of: request).accountID, seenBy: principal)
        guard let userID = request.queryValue("user_id"), !userID.isEmpty else { return found }
        return found.filter { $0.userID == userID.lowercased() }
    }

    private func identifiers(of request: HTTPRequest) -> (accountID: String, iamID: String) {
        (request.parameters["guid"] ?? "", request.parameters["iam_id"] ?? "")
    }
}
