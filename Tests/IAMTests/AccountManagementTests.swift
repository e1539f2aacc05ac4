// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Testing

@Suite struct AccountManagementTests {
    private struct ErrorBody: Decodable {
        struct Item: Decodable {
            let code: String
            let message: String
        }

        let errors: [Item]
        let trace: String
    }

    @Test(arguments: ["/v1/accounts", "/coe/v2/accounts"])
    func anUnscopedTokenListsTheUsersAccounts(path: String) async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.passwordForm()).accessToken
        let response = try await fixture.get(path, token: token)
        #expect(response.status == 200)
        #expect(String(decoding: response.bytes, as: UTF8.self).contains(#""next_url":null,"prev_url":null"#))
        let page = try JSONDecoder().decode(ResourcePage<AccountResource>.self, from: response.bytes)
        #expect(page.totalResults == 2)
        #expect(page.totalPages == 1)
        #expect(page.resources.map(\.metadata.guid) == [fixture.home, fixture.work])
        let first = try #require(page.resources.first)
        #expect(first.metadata.url == "\(path)/\(fixture.home)")
        #expect(first.metadata.createdAt == "2018-01-30T17:41:14.250Z")
        #expect(first.metadata.origin == "BSS")
        #expect(first.entity.ownerUserID == "jane@example.com")
        #expect(first.entity.ownerIAMID == fixture.iamID)
    }

    @Test(arguments: ["/v1/accounts", "/coe/v2/accounts"])
    func oneAccountIsShownToItsMembersOnly(path: String) async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
        let response = try await fixture.get("\(path)/\(fixture.work)", token: token)
        let account = try JSONDecoder().decode(AccountResource.self, from: response.bytes)
        #expect(account.metadata.guid == fixture.work)
        for id in [fixture.foreign, "unknown"] {
            let refused = try await fixture.get("\(path)/\(id)", token: token)
            #expect(refused.status == 404)
            let body = try JSONDecoder().decode(ErrorBody.self, from: refused.bytes)
            #expect(body.errors.map(\.code) == ["BXNACC404E"])
            #expect(body.trace == "request-1")
        }
    }

    @Test func withoutATokenNothingIsShown() async throws {
        let fixture = try await IdentityFixture()
        let response = try await fixture.get("/v1/accounts")
        #expect(response.status == 401)
        let body = try JSONDecoder().decode(ErrorBody.self, from: response.bytes)
        #expect(body.errors.map(\.code) == ["BXNACC401E"])
        #expect(body.errors.first?.message.contains("IAM token") == true)
    }

    @Test func unexpectedFailuresTellTheLogAlone() async throws {
        let fixture = try await IdentityFixture()
        let token = try await fixture.tokens(fixture.apiKeyForm()).accessToken
        fixture.store.fail(on: "accounts")
        let response = try await fixture.get("/v1/accounts", token: token)
        #expect(response.status == 500)
        #expect(!String(decoding: response.bytes, as: UTF8.self).contains("secret reason"))
        #expect(fixture.events.withLock { $0.last }?.metadata["error"]?.contains("secret reason") == true)
    }
}
