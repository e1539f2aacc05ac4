// SPDX-License-Identifier: Apache-2.0

import API
import FoundationEssentials
import HTTP
import Model
import StorageSQLite
import Testing

/// Passwords are switched off for programs by the server, or for one account by its owner.
@Suite struct PasswordSwitchTests {
    private static let passcodeGrant = "urn:ibm:params:oauth:grant-type:passcode"

    private func close(_ fixture: IdentityFixture, token: String, body: String) async throws -> HTTPResponse {
        var request = HTTPRequest(method: .patch, path: "/v4/accounts/\(fixture.home)", body: Data(body.utf8))
        request.headers["Authorization"] = "Bearer \(token)"
        return try await fixture.send(request)
    }

    @Test func aServerWithoutThePasswordGrantSaysWhatToUse() async throws {
        let fixture = try await IdentityFixture(allowsPasswordGrant: false)
        let refusal = try await fixture.refusal(fixture.passwordForm())
        #expect(refusal.summary == "400 BXNIM9032E")
        #expect(refusal.body.errorDetails?.contains("--sso") == true)
        #expect(try await fixture.refusal(fixture.passwordForm(["password": "x"])).summary == "400 BXNIM9032E")
        #expect(try await fixture.post(fixture.apiKeyForm()).status == 200)
    }

    @Test func anAccountThatIsClosedRefusesSessionsThatBeganWithAPassword() async throws {
        let fixture = try await IdentityFixture()
        let scope = ["bss_account": fixture.home]
        let before = try await fixture.tokens(fixture.passwordForm(scope))
        let closed = try await close(fixture, token: before.accessToken, body: #"{"allow_password_sessions":false}"#)
        #expect(closed.status == 200)
        #expect(!(try JSONDecoder().decode(AccountDetails.self, from: closed.bytes)).allowsPasswordSessions)
        #expect(fixture.audited.events.last?.target == "\(fixture.home) password-login=off")

        #expect(try await fixture.refusal(fixture.passwordForm(scope)).summary == "400 BXNIM9033E")
        #expect(try await fixture.refusal(fixture.refreshForm(before.refreshToken)).summary == "400 BXNIM9033E")
        #expect(try await fixture.post(fixture.passwordForm(["bss_account": fixture.work])).status == 200)
        #expect(try await fixture.post(fixture.apiKeyForm(scope)).status == 200)
        let unscoped = try await fixture.tokens(fixture.passwordForm())
        #expect(
            try await fixture.refusal(fixture.refreshForm(unscoped.refreshToken, scope)).summary == "400 BXNIM9033E"
        )
    }

    @Test func aPasscodeFromAPasswordSessionIsNoWayAround() async throws {
        let fixture = try await IdentityFixture()
        try await fixture.store.setPasswordSessions(allowed: false, accountID: fixture.home, at: Date())
        let session = try await fixture.tokens(fixture.passwordForm())
        let answer = try await fixture.post(fixture.refreshForm(session.refreshToken), path: "/identity/passcode")
        let passcode = try #require(try JSONDecoder().decode([String: String].self, from: answer.bytes)["passcode"])
        let form = ["grant_type": Self.passcodeGrant, "passcode": passcode]
        let tokens = try await fixture.tokens(form)
        let scoped = fixture.refreshForm(tokens.refreshToken, ["bss_account": fixture.home])
        #expect(try await fixture.refusal(scoped).summary == "400 BXNIM9033E")
    }

    @Test func onlyTheOwnerMayClose() async throws {
        let management = try await ManagementFixture()
        let bob = try await management.addMember()
        let body = #"{"allow_password_sessions":false}"#
        #expect(try await close(management.identity, token: bob.token, body: body).status == 403)
        let work = try await management.identity.tokens(
            management.identity.passwordForm(["bss_account": management.identity.work])
        )
        #expect(try await close(management.identity, token: work.accessToken, body: body).status == 403)
        #expect(try await management.store.account(id: management.home).allowsPasswordSessions)
    }
}
