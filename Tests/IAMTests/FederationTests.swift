// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import HTTP
import HTTPClient
import Model
import Storage
import StorageSQLite
import Testing

@testable import IAM

@Suite struct FederationTests {
    @Test func theFirstPageAsksForTheAddressAlone() async throws {
        let page = FederationFixture.text(try await FederationFixture().get("/identity/passcode"))
        #expect(page.contains("name=\"username\"") && !page.contains("type=\"password\""))
        #expect(page.contains("<label for=\"username\">"))
    }

    @Test func usersOfOtherDomainsAreAskedForTheirPassword() async throws {
        let page = FederationFixture.text(try await FederationFixture().identify("jane@example.org"))
        #expect(page.contains("type=\"password\"") && page.contains("value=\"jane@example.org\""))
        #expect(!page.contains("http-equiv"))
    }

    @Test func theBrowserIsSentToTheProvider() async throws {
        let fixture = try await FederationFixture()
        let response = try await fixture.identify("ann+x@example.com")
        let address = try #require(FederationFixture.address(in: response))
        #expect(address.hasPrefix("https://login.example.com/authorize?"))
        let query = PercentCoding.decodeForm(try #require(address.split(separator: "?").last))
        let values = Dictionary(query.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(values["response_type"] == "code" && values["client_id"] == "slipway")
        #expect(values["redirect_uri"] == "https://slipway.test:6780/identity/callback")
        #expect(values["scope"] == "openid email profile" && values["login_hint"] == "ann+x@example.com")
        #expect(values["code_challenge_method"] == "S256" && values["code_challenge"]?.count == 43)
        #expect(values["state"]?.count == 43 && values["nonce"]?.count == 43)
        let cookie = try #require(response.headers["Set-Cookie"])
        #expect(cookie.hasPrefix("__Host-slipway-federation="))
        for flag in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"] {
            #expect(cookie.contains("; \(flag)"))
        }
        #expect(FederationFixture.text(response).contains(">Continue to Example Inc.</a>"))
    }

    @Test func signingInShowsACodeAndSignsTheBrowserIn() async throws {
        let fixture = try await FederationFixture()
        let page = try await fixture.signIn()
        #expect(page.status == 200 && FederationFixture.code(page) != nil)
        #expect(FederationFixture.text(page).contains("action=\"/identity/passcode\""))
        let look = FederationFixture.text(try await fixture.get("/identity/passcode"))
        #expect(look.contains("Signed in as ann@example.com"))
        #expect(try await fixture.store.user(iamID: "IBMid-ANN").familyName == "Lee")
        let event = try #require(fixture.audited.events.first { $0.action == "iam.sign-in" })
        #expect(event.result == AuditEvent.success && event.userName == "ann@example.com")
        #expect(event.target == "federation:https://login.example.com" && event.address == "127.0.0.1")
    }

    @Test func theCodeIsTradedWithTheVerifierAndTheSecret() async throws {
        let fixture = try await FederationFixture()
        let address = try #require(FederationFixture.address(in: try await fixture.identify()))
        _ = try await fixture.get("/identity/callback", query: try fixture.upstream.signIn(address))
        let request = try #require(fixture.upstream.requests.withLock { $0.first { $0.url.hasSuffix("/token") } })
        let form = PercentCoding.decodeForm(String(decoding: request.body, as: UTF8.self))
        let values = Dictionary(form.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(values["grant_type"] == "authorization_code" && values["code"] == "the-code")
        #expect(values["redirect_uri"] == "https://slipway.test:6780/identity/callback")
        let challenge = Base64URL.encode(Digest.sha256(Array((values["code_verifier"] ?? "").utf8)))
        #expect(address.contains("code_challenge=\(challenge)&"))
        for secret in ["the-code", "upstream-access", values["code_verifier"] ?? ""] {
            #expect(!fixture.log.contains(secret))
        }
    }

    @Test func aSecondSignInIsTheSamePersonWhateverTheAddress() async throws {
        let fixture = try await FederationFixture()
        _ = try await fixture.signIn()
        fixture.upstream.change { $0.claims["email"] = .string("ann.married@example.com") }
        let page = FederationFixture.text(try await fixture.signIn())
        #expect(page.contains("Signed in as ann@example.com"))
    }

    @Test func whatTheTokenLacksComesFromTheUserInfo() async throws {
        let fixture = try await FederationFixture()
        fixture.upstream.change {
            $0.claims = ["email": .null, "email_verified": .null]
            $0.userInfo = [
                "sub": .string("subject-1"), "email": .string("ann@example.com"), "email_verified": .string("true"),
            ]
        }
        #expect(FederationFixture.code(try await fixture.signIn()) != nil)
        fixture.upstream.change { $0.userInfo["sub"] = .string("subject-2") }
        #expect(try await fixture.signIn().status == 502)
    }

    @Test func unknownPeopleAreAdmittedIfTheProviderAdmits() async throws {
        let account = String(repeating: "a", count: 32)
        let fixture = try await FederationFixture { $0.admittingAccountID = account }
        fixture.upstream.change { $0.claims["email"] = .string("new@example.com") }
        #expect(try await fixture.signIn().status == 403)
        let now = Date(timeIntervalSince1970: 0)
        try await fixture.store.createAccount(
            Account(id: account, name: "n", ownerIAMID: "IBMid-ANN", createdAt: now, updatedAt: now)
        )
        #expect(FederationFixture.code(try await fixture.signIn()) != nil)
        let user = try await fixture.store.user(email: "new@example.com")
        #expect(try await fixture.store.isMember(iamID: user.iamID, accountID: account))
        // Who was removed exists and is not let in again.
        try await fixture.store.deleteMembership(accountID: account, iamID: user.iamID)
        #expect(try await fixture.signIn().status == 200)
        #expect(try await !fixture.store.isMember(iamID: user.iamID, accountID: account))
    }

    @Test func newKeysOfTheProviderAreFoundOnceAMinute() async throws {
        let fixture = try await FederationFixture()
        _ = try await fixture.signIn()
        let next = TokenSigner(key: try PrivateKey.rsa2048(), keyID: "upstream-2")
        let keySet = try UpstreamProvider.keySet(next)
        fixture.upstream.change { ($0.signer, $0.keySet) = (next, keySet) }
        #expect(try await fixture.signIn().status == 502)
        fixture.advance(61)
        #expect(try await fixture.signIn().status == 200)
    }

    @Test func anOutageIsSaidAndPasses() async throws {
        let fixture = try await FederationFixture()
        fixture.upstream.change { $0.isDown = true }
        let page = try await fixture.identify()
        #expect(page.status == 503)
        #expect(FederationFixture.text(page).contains("Example Inc. does not answer at the moment"))
        #expect(FederationFixture.text(try await fixture.identify("jane@example.org")).contains("type=\"password\""))
        fixture.upstream.change { $0.isDown = false }
        #expect(try await fixture.signIn().status == 200)
    }
}
