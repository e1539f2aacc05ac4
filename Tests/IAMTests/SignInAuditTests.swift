// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Cryptography
import FoundationEssentials
import HTTP
import IAM
import Model
import Testing

@Suite struct SignInAuditTests {
    @Test func eachSignInTellsWhoHowAndFromWhere() async throws {
        let fixture = try await IdentityFixture()
        _ = try await fixture.tokens(fixture.passwordForm())
        _ = try await fixture.tokens(fixture.apiKeyForm())
        let events = fixture.audited.events
        #expect(events.map(\.action) == ["iam.sign-in", "iam.sign-in"])
        #expect(events.map(\.target) == ["password", IdentityFixture.apiKeyGrant])
        #expect(events.map(\.accountID) == ["", fixture.home])
        for event in events {
            #expect(event.iamID == fixture.iamID && event.userName == "jane@example.com")
            #expect(event.address == "127.0.0.1" && event.requestID == "request-1")
            #expect(event.result == AuditEvent.success)
            #expect(event.time == Date(timeIntervalSince1970: 1_517_334_074.25))
        }
    }

    @Test func failuresAreOfTheUserWhoseNameWasGiven() async throws {
        let fixture = try await IdentityFixture()
        for name in ["Jane@example.com", "nobody@example.com", "correct horse"] {
            _ = try await fixture.refusal(fixture.passwordForm(["username": name, "password": "wrong"]))
        }
        _ = try await fixture.refusal(fixture.apiKeyForm(["apikey": "no-such-key"]))
        let events = fixture.audited.events
        #expect(events.map(\.iamID) == [fixture.iamID, "", "", ""])
        // What is no address may be a password.
        #expect(events.map(\.userName) == ["jane@example.com", "nobody@example.com", "", ""])
        #expect(events.map(\.result) == ["BXNIM0602E", "BXNIM0602E", "BXNIM0602E", "BXNIM0415E"])
    }

    @Test func aSessionIsFollowedToItsEnd() async throws {
        let fixture = try await IdentityFixture()
        let first = try await fixture.tokens(fixture.passwordForm(["bss_account": fixture.home]))
        let second = try await fixture.tokens(fixture.refreshForm(first.refreshToken))
        fixture.advance(61)
        _ = try await fixture.refusal(fixture.refreshForm(first.refreshToken))
        _ = try await fixture.refusal(fixture.refreshForm(second.refreshToken))
        let third = try await fixture.tokens(fixture.apiKeyForm())
        _ = try await fixture.post(["token": third.refreshToken], path: "/identity/revoke")
        let events = fixture.audited.events
        #expect(
            events.map(\.action) == [
                "iam.sign-in", "iam.session.refresh", "iam.session.reuse", "iam.session.refresh", "iam.sign-in",
                "iam.session.revoke",
            ]
        )
        #expect(
            events.map(\.result) == ["success", "success", "BXNIM0407E", "BXNIM0407E", "success", "success"]
        )
        #expect(events.map(\.accountID) == [fixture.home, fixture.home, fixture.home, "", fixture.home, fixture.home])
        #expect(events[2].userName == "jane@example.com" && events[5].userName == "jane@example.com")
        let text = "\(events)"
        for secret in [first, second, third].flatMap({ [$0.refreshToken, $0.accessToken] }) + [fixture.password] {
            #expect(!text.contains(secret) && !text.contains(Digest.sha256Hex(secret)))
        }
    }
}
