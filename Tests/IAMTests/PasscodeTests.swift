// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Testing

@testable import IAM

@Suite struct PasscodeTests {
    private static let grant = "urn:ibm:params:oauth:grant-type:passcode"

    private struct Answer: Decodable {
        let passcode: String
    }

    private func passcode(_ fixture: IdentityFixture, refreshToken: String) async throws -> String {
        let response = try await fixture.post(fixture.refreshForm(refreshToken), path: "/identity/passcode")
        try #require(response.status == 200)
        #expect(response.headers["Cache-Control"] == "no-store")
        return try JSONDecoder().decode(Answer.self, from: response.bytes).passcode
    }

    private func form(_ code: String, _ more: [String: String] = [:]) -> [String: String] {
        ["grant_type": Self.grant, "passcode": code].merging(more) { $1 }
    }

    @Test func codesAreEasyToType() throws {
        let codes = (0..<200).map { _ in PasscodeText.random() }
        #expect(Set(codes).count == codes.count)
        for code in codes {
            #expect(code.count == 11 && Array(code)[5] == "-")
            #expect(!code.contains { "IO01".contains($0) })
            let plain = code.filter { $0 != "-" }
            for typed in [code, plain, code.lowercased(), " \(plain.prefix(3)) \(plain.dropFirst(3))\n"] {
                #expect(PasscodeText.normalized(typed) == plain)
            }
        }
        for wrong in ["", "-", "ABCDE-FGHJ", "ABCDE-FGHJ1", "ABCDE-FGHJKL", String(repeating: " ", count: 65)] {
            #expect(PasscodeText.normalized(wrong) == nil)
        }
    }

    @Test(arguments: ["/identity/token", "/oidc/token"])
    func aCodeSignsInOnce(path: String) async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        let code = try await passcode(fixture, refreshToken: session.refreshToken)
        let form = form(code.lowercased(), ["bss_account": fixture.work, "response_type": "cloud_iam, uaa"])
        let first = try await fixture.post(form, path: path)
        try #require(first.status == 200)
        #expect(try await fixture.post(form, path: path).status == 400)
        let refusal = try await fixture.refusal(form)
        #expect(refusal.summary == "400 BXNIM9030E")
    }

    @Test func theSessionIsOneOfThePerson() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        let code = try await passcode(fixture, refreshToken: session.refreshToken)
        let tokens = try await fixture.tokens(form(code))
        let claims = try fixture.claims(tokens.accessToken)
        #expect(claims.iamID == fixture.iamID)
        #expect(claims.account == nil)
        #expect(claims.grantType == Self.grant)
        let scoped = try await fixture.tokens(fixture.refreshForm(tokens.refreshToken, ["bss_account": fixture.work]))
        #expect(try fixture.claims(scoped.accessToken).account?.bss == fixture.work)
    }

    @Test func aCodeFromAnAPIKeyStaysInItsAccount() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.apiKeyForm())
        let wrong = form(
            try await passcode(fixture, refreshToken: session.refreshToken),
            ["bss_account": fixture.work]
        )
        #expect(try await fixture.refusal(wrong).summary == "400 BXNIM9007E")
        let tokens = try await fixture.tokens(form(try await passcode(fixture, refreshToken: session.refreshToken)))
        #expect(try fixture.claims(tokens.accessToken).account?.bss == fixture.home)
        let refresh = fixture.refreshForm(tokens.refreshToken, ["bss_account": fixture.work])
        #expect(try await fixture.refusal(refresh).summary == "400 BXNIM9007E")
    }

    @Test func aCodeEndsWithTheSessionThatAskedForIt() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        let code = try await passcode(fixture, refreshToken: session.refreshToken)
        try await fixture.store.deleteRefreshTokens(iamID: fixture.iamID)
        #expect(try await fixture.refusal(form(code)).summary == "400 BXNIM9030E")
    }

    @Test func whatACodeSignsInEndsWithTheAPIKey() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.apiKeyForm())
        let code = try await passcode(fixture, refreshToken: session.refreshToken)
        let tokens = try await fixture.tokens(form(code))
        try await fixture.store.deleteRefreshTokens(apiKeyID: "ApiKey-1")
        #expect(try await fixture.refusal(fixture.refreshForm(tokens.refreshToken)).summary == "400 BXNIM0407E")
    }

    @Test func askingForACodeUsesUpNoRefreshToken() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        _ = try await passcode(fixture, refreshToken: session.refreshToken)
        fixture.advance(600)
        #expect(try await fixture.post(fixture.refreshForm(session.refreshToken)).status == 200)
    }

    @Test func aCodeExpiresAfterFiveMinutes() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        let (early, late) = (
            try await passcode(fixture, refreshToken: session.refreshToken),
            try await passcode(fixture, refreshToken: session.refreshToken)
        )
        fixture.advance(299)
        #expect(try await fixture.post(form(early)).status == 200)
        fixture.advance(1)
        #expect(try await fixture.refusal(form(late)).summary == "400 BXNIM9030E")
    }

    @Test func whateverIsWrongTheAnswerIsTheSame() async throws {
        let fixture = try await IdentityFixture()
        let never = try await fixture.refusal(form("ABCDE-FGHJK"))
        let malformed = try await fixture.refusal(form("nonsense"))
        #expect(never.summary == "400 BXNIM9030E" && malformed.summary == never.summary)
        #expect(never.body.errorMessage == malformed.body.errorMessage)
        #expect(never.body.errorDetails == malformed.body.errorDetails)
        #expect(try await fixture.refusal(form("")).summary == "400 BXNIM9002E")
    }

    @Test func guessingIsSlowedDown() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        for _ in 0..<5 { _ = try await fixture.refusal(form("ABCDE-FGHJK")) }
        let code = try await passcode(fixture, refreshToken: session.refreshToken)
        #expect(try await fixture.refusal(form(code)).summary == "429 BXNIM9009E")
        fixture.advance(2)
        #expect(try await fixture.post(form(code)).status == 200)
    }

    @Test func codesAndTheirTextAreNeitherStoredNorLogged() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        let code = try await passcode(fixture, refreshToken: session.refreshToken)
        _ = try await fixture.tokens(form(code))
        let log = fixture.events.withLock { "\($0)" }
        #expect(!log.contains(code) && !log.contains(code.filter { $0 != "-" }))
        #expect(log.contains("iam.passcode.created"))
    }

    @Test func onlyClientsThatMayUseCodesGetThem() async throws {
        let fixture = try await IdentityFixture()
        let session = try await fixture.tokens(fixture.passwordForm())
        let form = fixture.refreshForm(session.refreshToken)
        let kube: HTTPHeaders = ["Authorization": "Basic a3ViZTprdWJl"]
        #expect(try await fixture.post(form, headers: kube, path: "/identity/passcode").status == 400)
        #expect(try await fixture.post(form, headers: [:], path: "/identity/passcode").status == 401)
        let unknown = fixture.refreshForm("unknown")
        #expect(try await fixture.post(unknown, path: "/identity/passcode").status == 400)
        #expect(try await fixture.post(fixture.passwordForm(), path: "/identity/passcode").status == 400)
    }

    @Test(arguments: ["jane@example.com", "Nobody@EXAMPLE.com"])
    func federatedUsersHaveNoPasswordHere(userName: String) async throws {
        let fixture = try await IdentityFixture(federatedDomains: ["example.com"])
        let refusal = try await fixture.refusal(fixture.passwordForm(["username": userName]))
        #expect(refusal.summary == "400 BXNIM9031E")
        #expect(refusal.body.errorDetails?.contains("https://slipway.test:6780/identity/passcode") == true)
        #expect(try await fixture.post(fixture.apiKeyForm()).status == 200)
    }
}
