// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP
import Model
import StorageSQLite
import Testing

/// Acts on accounts, their people, organizations and spaces are recorded.
@Suite struct AccountAuditTests {
    private let fixture: IdentityFixture
    private let token: String

    init() async throws {
        fixture = try await IdentityFixture(over: try await SQLiteStore.inMemory())
        token = try await fixture.tokens(fixture.passwordForm(["bss_account": fixture.home])).accessToken
    }

    @discardableResult
    private func send(_ method: HTTPMethod, _ path: String, _ body: String = "") async throws -> HTTPResponse {
        var request = HTTPRequest(method: method, path: path, body: Data(body.utf8))
        request.headers["Authorization"] = "Bearer \(token)"
        return try await fixture.send(request)
    }

    /// What was recorded since the sign-in: action, target and result.
    private var recorded: [[String]] {
        fixture.audited.events.dropFirst().map { [$0.action, $0.target, $0.result] }
    }

    @Test func membersComeAndGo() async throws {
        let users = "/v2/accounts/\(fixture.home)/users"
        let invited = try await send(.post, users, #"{"users":[{"email":"bob@example.com"}]}"#)
        let bob = try #require(try JSONDecoder().decode(InvitationResponse.self, from: invited.bytes).resources.first)
        var acceptance = HTTPRequest(method: .post, path: "/v1/invitations/accept")
        for secret in ["wrong", bob.invitation] {
            acceptance.body = Data(#"{"invitation":"\#(secret)","password":"a long password"}"#.utf8)
            _ = try await fixture.send(acceptance)
        }
        try await send(.delete, "\(users)/\(bob.id)")
        try await send(.delete, "\(users)/\(fixture.iamID)")
        #expect(
            recorded == [
                ["account.user-invite", "bob@example.com", "success"],
                ["account.invitation-accept", "", "BXNACC9002E"],
                ["account.invitation-accept", "", "success"],
                ["account.user-remove", bob.id, "success"],
                ["account.user-remove", fixture.iamID, "BXNACC409E"],
            ]
        )
        let events = fixture.audited.events.dropFirst()
        #expect(events.map(\.iamID) == [fixture.iamID, "", bob.id, fixture.iamID, fixture.iamID])
        #expect(events.map(\.accountID) == [fixture.home, "", fixture.home, fixture.home, fixture.home])
        #expect(!"\(fixture.audited.events)".contains(bob.invitation))
    }

    @Test func accountsOrganizationsAndSpacesAreMade() async throws {
        let account = try await send(.post, "/v1/accounts", #"{"name":"Second"}"#)
        let made = try JSONDecoder().decode(AccountResource.self, from: account.bytes).metadata.guid
        let created = try await send(.post, "/v2/organizations", #"{"name":"ops"}"#)
        let org = try JSONDecoder().decode(CloudFoundryResource<OrganizationEntity>.self, from: created.bytes).metadata
            .guid
        try await send(.put, "/v2/organizations/\(org)", #"{"name":"operations"}"#)
        let space = try await send(.post, "/v2/spaces", #"{"name":"dev","organization_guid":"\#(org)"}"#)
        let id = try JSONDecoder().decode(CloudFoundryResource<SpaceEntity>.self, from: space.bytes).metadata.guid
        try await send(.put, "/v2/spaces/\(id)", #"{"name":"live"}"#)
        try await send(.delete, "/v2/spaces/\(id)")
        try await send(.delete, "/v2/spaces/\(id)")
        #expect(
            recorded == [
                ["account.create", "Second \(made)", "success"],
                ["account.org-create", "ops \(org)", "success"],
                ["account.org-rename", "operations \(org)", "success"],
                ["account.space-create", "dev \(id)", "success"],
                ["account.space-rename", "live \(id)", "success"],
                ["account.space-delete", id, "success"],
                ["account.space-delete", id, "CF-SpaceNotFound"],
            ]
        )
    }

    @Test func passcodesLeaveTheirMaking() async throws {
        let form = fixture.refreshForm(try await fixture.tokens(fixture.passwordForm()).refreshToken)
        let answer = try await fixture.post(form, path: "/identity/passcode")
        let event = try #require(fixture.audited.events.last)
        #expect(answer.status == 200 && event.action == "iam.passcode-create" && event.iamID == fixture.iamID)
        #expect(event.address == "127.0.0.1" && event.userName == "jane@example.com")
    }
}
