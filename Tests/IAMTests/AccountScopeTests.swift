// SPDX-License-Identifier: Apache-2.0

import API
import HTTP
import Testing

@Suite struct AccountScopeTests {
    /// Which of the fixture's accounts a request names.
    enum Named: String, CaseIterable, Sendable {
        case none
        case home
        case work
        case foreign
        case unknown

        func form(_ fixture: IdentityFixture) -> [String: String] {
            switch self {
            case .none: ["bss_account": ""]
            case .home: ["bss_account": fixture.home]
            case .work: ["bss_account": fixture.work]
            case .foreign: ["bss_account": fixture.foreign]
            case .unknown: ["account": "there is no such account"]
            }
        }
    }

    /// `unscoped`, the account's name in the fixture, or the refusal.
    private func outcome(_ form: [String: String], _ fixture: IdentityFixture) async throws -> String {
        let response = try await fixture.post(form)
        guard response.status == 200 else { return try await fixture.refusal(form).body.errorCode }
        switch try fixture.claims(try await fixture.tokens(form).accessToken).account?.bss {
        case nil: return "unscoped"
        case fixture.home: return "home"
        case fixture.work: return "work"
        default: return "another"
        }
    }

    @Test(arguments: zip(Named.allCases, ["unscoped", "home", "work", "BXNIM9006E", "BXNIM9006E"]))
    func passwordsReachTheUsersAccounts(named: Named, expected: String) async throws {
        let fixture = try await IdentityFixture()
        #expect(try await outcome(fixture.passwordForm(named.form(fixture)), fixture) == expected)
    }

    @Test(arguments: zip(Named.allCases, ["home", "home", "BXNIM9007E", "BXNIM9007E", "BXNIM9007E"]))
    func apiKeysReachTheirAccountOnly(named: Named, expected: String) async throws {
        let fixture = try await IdentityFixture()
        #expect(try await outcome(fixture.apiKeyForm(named.form(fixture)), fixture) == expected)
        let token = try await fixture.tokens(fixture.apiKeyForm()).refreshToken
        #expect(try await outcome(fixture.refreshForm(token, named.form(fixture)), fixture) == expected)
    }

    @Test(arguments: zip(Named.allCases, ["home", "home", "work", "BXNIM9006E", "BXNIM9006E"]))
    func refreshMayChangeTheAccountOfAPerson(named: Named, expected: String) async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.passwordForm(Named.home.form(fixture))).refreshToken
        #expect(try await outcome(fixture.refreshForm(token, named.form(fixture)), fixture) == expected)
    }

    @Test func theNewAccountStaysWithTheNewRefreshToken() async throws {
        let fixture = try await IdentityFixture()
        let unscoped = try await fixture.tokens(fixture.passwordForm())
        let scoped = try await fixture.tokens(fixture.refreshForm(unscoped.refreshToken, Named.work.form(fixture)))
        #expect(try await outcome(fixture.refreshForm(scoped.refreshToken), fixture) == "work")
        #expect(try await outcome(fixture.refreshForm(unscoped.refreshToken), fixture) == "unscoped")
    }

    @Test func formerMembersGetNoMoreTokens() async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.passwordForm(Named.home.form(fixture))).refreshToken
        fixture.store.empty(accountID: fixture.home)
        #expect(try await outcome(fixture.refreshForm(token), fixture) == "BXNIM9006E")
        #expect(try await outcome(fixture.apiKeyForm(), fixture) == "BXNIM9006E")
    }
}
