// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Testing

@Suite struct RevocationTests {
    private let path = "/identity/revoke"

    @Test func aSessionEndsWithAnyOfItsTokensAndNoOther() async throws {
        let fixture = try await IdentityFixture()
        let first = try await fixture.tokens(fixture.passwordForm())
        let second = try await fixture.tokens(fixture.refreshForm(first.refreshToken))
        let other = try await fixture.tokens(fixture.passwordForm())
        let response = try await fixture.post(["token": first.refreshToken], path: path)
        #expect(response.status == 200)
        #expect(response.bytes.isEmpty)
        for token in [first, second] {
            #expect(try await fixture.refusal(fixture.refreshForm(token.refreshToken)).summary == "400 BXNIM0407E")
        }
        #expect(try await fixture.post(fixture.refreshForm(other.refreshToken)).status == 200)
        let events = fixture.events.withLock { $0 }
        #expect(events.contains { $0.metadata["event"] == "iam.session.revoked" })
        #expect(!"\(events)".contains(first.refreshToken))
    }

    @Test func unknownTokensAreRevokedAlready() async throws {
        let fixture = try await IdentityFixture()
        #expect(try await fixture.post(["token": "x", "token_type_hint": "refresh_token"], path: path).status == 200)
        let access = try await fixture.tokens(fixture.passwordForm()).accessToken
        #expect(try await fixture.post(["token": access], path: path).status == 200)
    }

    @Test(arguments: [
        ([:], 400), (["token": ""], 400), (["token": "x", "client_id": "kube", "client_secret": "kube"], 401),
    ])
    func requestsThatMakeNoSenseAreRefused(form: [String: String], status: Int) async throws {
        let fixture = try await IdentityFixture()
        #expect(try await fixture.post(form, path: path).status == status)
    }

    @Test(arguments: [([:], 401), (["Authorization": "Basic Yng6eA=="], 401)] as [(HTTPHeaders, Int)])
    func aClientMustSayItsName(headers: HTTPHeaders, status: Int) async throws {
        let fixture = try await IdentityFixture()
        #expect(try await fixture.post(["token": "x"], headers: headers, path: path).status == status)
        let form = ["token": "x", "client_id": "bx", "client_secret": "bx"]
        #expect(try await fixture.post(form, headers: [:], path: path).status == 200)
    }
}
