// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Testing

@testable import IAM

@Suite struct PasscodePageTests {
    private static let path = "/identity/passcode"

    /// A browser that keeps one cookie and the token of the last form.
    private struct Browser {
        let fixture: IdentityFixture
        var cookie: String?
        var formToken: String?

        init(_ fixture: IdentityFixture) {
            self.fixture = fixture
        }

        mutating func get() async throws -> HTTPResponse {
            try await send(HTTPRequest(method: .get, path: PasscodePageTests.path))
        }

        mutating func post(_ form: [String: String]) async throws -> HTTPResponse {
            let items = (["form_token": formToken ?? ""].merging(form) { $1 }).map { (name: $0.key, value: $0.value) }
            let body = PercentCoding.encodeForm(items)
            return try await send(HTTPRequest(method: .post, path: PasscodePageTests.path, body: body))
        }

        mutating func signIn(
            _ password: String? = nil,
            as userName: String = "jane@example.com"
        ) async throws
            -> HTTPResponse
        {
            _ = try await get()
            let password = password ?? fixture.password
            return try await post(["action": "sign-in", "username": userName, "password": password])
        }

        private mutating func send(_ request: HTTPRequest) async throws -> HTTPResponse {
            var request = request
            request.headers["Cookie"] = cookie.map { "other=1; \($0)" }
            let response = try await fixture.send(request)
            if let set = response.headers["Set-Cookie"] { cookie = set.split(separator: ";").first.map(String.init) }
            let text = PasscodePageTests.text(response)
            if let found = PasscodePageTests.value(in: text, after: "name=\"form_token\" value=\"", until: "\"") {
                formToken = found
            }
            return response
        }
    }

    private static func text(_ response: HTTPResponse) -> String {
        String(decoding: response.bytes, as: UTF8.self)
    }

    private static func value(in text: String, after start: String, until end: Character) -> String? {
        guard let range = text.firstRange(of: start) else { return nil }
        return String(text[range.upperBound...].prefix { $0 != end })
    }

    private static func code(_ response: HTTPResponse) -> String? {
        value(in: text(response), after: "id=\"code\">", until: "<")
    }

    @Test func aCookieIsForTheBrowserAlone() async throws {
        var browser = Browser(try await IdentityFixture())
        let response = try await browser.get()
        #expect(response.status == 200)
        let cookie = try #require(response.headers["Set-Cookie"])
        #expect(cookie.hasPrefix("__Host-slipway-session="))
        for flag in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=600"] {
            #expect(cookie.contains("; \(flag)"))
        }
        #expect(!cookie.contains("Domain"))
        #expect(response.headers["Content-Security-Policy"] != nil)
    }

    @Test func signingInShowsACodeThatSignsIn() async throws {
        let fixture = try await IdentityFixture()
        var browser = Browser(fixture)
        _ = try await browser.get()
        let before = browser.cookie
        let page = try await browser.signIn()
        #expect(page.status == 200)
        #expect(browser.cookie != before)
        #expect(Self.text(page).contains("bx login -a https://slipway.test:6780 --sso"))
        #expect(Self.text(page).contains("until 17:46 UTC"))
        let code = try #require(Self.code(page))
        let form = ["grant_type": "urn:ibm:params:oauth:grant-type:passcode", "passcode": code]
        #expect(try fixture.claims(try await fixture.tokens(form).accessToken).iamID == fixture.iamID)
        let log = fixture.events.withLock { "\($0)" }
        #expect(log.contains("iam.sign-in.succeeded"))
        #expect(!log.contains(fixture.password))
    }

    @Test func whoIsSignedInGetsFurtherCodesUntilSigningOut() async throws {
        var browser = Browser(try await IdentityFixture())
        let first = Self.code(try await browser.signIn())
        let look = try await browser.get()
        #expect(Self.code(look) == nil && Self.text(look).contains("Signed in as jane@example.com"))
        let second = Self.code(try await browser.post(["action": "new-code"]))
        #expect(second != nil && second != first)
        let out = try await browser.post(["action": "sign-out"])
        #expect(out.status == 303 && out.headers["Location"] == Self.path)
        #expect(out.headers["Set-Cookie"]?.contains("Max-Age=0") == true)
        #expect(Self.text(try await browser.get()).contains("name=\"password\""))
    }

    @Test func aStolenCookieIsWorthNothingAfterSigningOut() async throws {
        let fixture = try await IdentityFixture()
        var browser = Browser(fixture)
        _ = try await browser.signIn()
        var thief = browser
        _ = try await browser.post(["action": "sign-out"])
        #expect(Self.code(try await thief.post(["action": "new-code"])) == nil)
    }

    @Test func aSignInLastsTenMinutes() async throws {
        let fixture = try await IdentityFixture()
        var browser = Browser(fixture)
        _ = try await browser.signIn()
        fixture.advance(601)
        let page = try await browser.post(["action": "new-code"])
        #expect(page.status == 403 && Self.code(page) == nil)
        #expect(Self.text(page).contains("You were signed out"))
    }

    @Test(arguments: ["", "wrong", String(repeating: "0", count: 64)])
    func aFormOfAnotherSiteIsRefused(token: String) async throws {
        let fixture = try await IdentityFixture()
        var browser = Browser(fixture)
        _ = try await browser.signIn()
        let response = try await browser.post(["action": "new-code", "form_token": token])
        #expect(response.status == 403)
        #expect(Self.text(response).contains("This form has expired"))
        #expect(Self.code(response) == nil)
        var other = Browser(fixture)
        _ = try await other.get()
        let borrowed = other.formToken ?? ""
        #expect(try await browser.post(["action": "new-code", "form_token": borrowed]).status == 403)
    }

    @Test func aFormWithoutACookieIsRefused() async throws {
        var browser = Browser(try await IdentityFixture())
        _ = try await browser.get()
        browser.cookie = nil
        let form = ["action": "sign-in", "username": "jane@example.com", "password": browser.fixture.password]
        #expect(try await browser.post(form).status == 403)
    }

    @Test func aWrongPasswordCanBeTypedAgain() async throws {
        let fixture = try await IdentityFixture()
        var browser = Browser(fixture)
        let page = try await browser.signIn("wrong", as: "\"<b>@example.com")
        #expect(page.status == 400)
        #expect(Self.text(page).contains("The user name or the password is incorrect."))
        #expect(Self.text(page).contains("value=\"&quot;&lt;b&gt;@example.com\""))
        #expect(Self.code(page) == nil)
        #expect(Self.code(try await browser.signIn()) != nil)
        #expect(fixture.events.withLock { "\($0)" }.contains("iam.sign-in.failed"))
    }

    @Test func guessingPasswordsIsSlowedDownAsAtTheTokenEndpoint() async throws {
        let fixture = try await IdentityFixture()
        for _ in 0..<5 { _ = try await fixture.refusal(fixture.passwordForm(["password": "wrong"])) }
        var browser = Browser(fixture)
        let page = try await browser.signIn()
        #expect(page.status == 429)
        #expect(Self.text(page).contains("Too many failed sign-ins, try again in 1 seconds."))
    }

    @Test func federatedUsersAreToldWhatToDo() async throws {
        var browser = Browser(try await IdentityFixture(federatedDomains: ["example.com"]))
        let page = try await browser.signIn()
        #expect(page.status == 400)
        #expect(Self.text(page).contains("Users of example.com sign in at their organization"))
        #expect(Self.code(page) == nil)
    }

    @Test func anUnexpectedFailureIsAPageWithoutTheReason() async throws {
        let fixture = try await IdentityFixture()
        var browser = Browser(fixture)
        _ = try await browser.get()
        fixture.store.fail(on: "user(")
        let page = try await browser.signIn()
        #expect(page.status == 500)
        #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(!Self.text(page).contains("secret reason"))
        #expect(Self.text(page).contains("request-1"))
    }
}
