// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Testing

@Suite struct TokenRefusalTests {
    @Test(arguments: [
        (["grant_type": "password", "username": "jane@example.com", "password": "x"], "400 BXNIM0602E"),
        (["grant_type": "password", "username": "nobody@example.com", "password": "x"], "400 BXNIM0602E"),
        (["grant_type": "password", "username": "jane@example.com"], "400 BXNIM9002E"),
        (["grant_type": "password", "password": "x"], "400 BXNIM9002E"),
        (["grant_type": IdentityFixture.apiKeyGrant, "apikey": "x"], "400 BXNIM0415E"),
        (["grant_type": IdentityFixture.apiKeyGrant], "400 BXNIM9002E"),
        (["grant_type": "refresh_token", "refresh_token": "x"], "400 BXNIM0407E"),
        (["grant_type": "refresh_token"], "400 BXNIM9002E"),
        (["grant_type": "urn:ibm:params:oauth:grant-type:passcode", "passcode": "x"], "400 BXNIM9030E"),
        (["grant_type": "client_credentials"], "400 BXNIM9001E"),
        (["username": "x"], "400 BXNIM9002E"),
        (["grant_type": "refresh_token", "refresh_token": "x", "response_type": "code"], "400 BXNIM9008E"),
        (["grant_type": "password", "response_type": "uaa", "uaa_client_id": "x"], "401 BXNIM9004E"),
        (["grant_type": "refresh_token", "refresh_token": "x", "client_id": "kube"], "401 BXNIM9004E"),
    ])
    func eachFailureHasItsCode(form: [String: String], expected: String) async throws {
        let fixture = try await IdentityFixture()
        #expect(try await fixture.refusal(form).summary == expected)
    }

    @Test(arguments: [
        ("", "401 BXNIM9004E"), ("Basic eDp5", "401 BXNIM9004E"), ("Basic Yng6eA==", "401 BXNIM9004E"),
        ("Basic Y2Y6", "401 BXNIM9004E"), ("Basic %%%", "401 BXNIM9004E"), ("Bearer x", "401 BXNIM9004E"),
        ("Basic a3ViZTprdWJl", "400 BXNIM9005E"),
    ])
    func passwordsAreForTheCommandLineOnly(authorization: String, expected: String) async throws {
        let fixture = try await IdentityFixture()
        let headers: HTTPHeaders = ["authorization": authorization]
        let refusal = try await fixture.refusal(fixture.passwordForm(), headers: headers)
        #expect(refusal.summary == expected)
        #expect((refusal.response.headers["WWW-Authenticate"] != nil) == (refusal.response.status == 401))
    }

    @Test(arguments: ["grant_type=password&grant_type=password", "\u{1}", "grant_type=%zz", ""])
    func bodiesThatAreNoFormAreRefused(body: String) async throws {
        let fixture = try await IdentityFixture()
        let request = HTTPRequest(method: .post, path: "/oidc/token", body: Data(body.utf8))
        #expect(try await fixture.send(request).status == 400)
        var invalid = request
        invalid.body = Data([0x67, 0xff, 0xfe])
        #expect(try await fixture.send(invalid).status == 400)
    }

    @Test func unknownUsersAndWrongPasswordsLookTheSame() async throws {
        let fixture = try await IdentityFixture()
        let unknown = try await fixture.refusal(fixture.passwordForm(["username": "nobody@example.com"]))
        let wrong = try await fixture.refusal(fixture.passwordForm(["password": "wrong"]))
        #expect(unknown.body.errorMessage == wrong.body.errorMessage)
        #expect(unknown.body.errorDetails == wrong.body.errorDetails)
        #expect(unknown.body.context == wrong.body.context)
    }

    @Test func theContextSaysWhatAndWhen() async throws {
        let fixture = try await IdentityFixture()
        let context = try await fixture.refusal(fixture.apiKeyForm(["apikey": "x"])).body.context
        #expect(context["requestId"] == "request-1")
        #expect(context["requestType"] == "incoming.OIDC_Token")
        #expect(context["startTime"] == "30.01.2018 17:41:14:250 GMT")
        #expect(context["elapsedTime"] == "0")
        #expect(context["userAgent"] == "curl")
        #expect(context["clientIp"] == "127.0.0.1")
        #expect(context["locale"] == "en_US")
    }

    @Test func unexpectedFailuresTellTheLogAlone() async throws {
        let fixture = try await IdentityFixture()
        fixture.store.fail(on: "apiKey")
        let refusal = try await fixture.refusal(fixture.apiKeyForm())
        #expect(refusal.summary == "500 BXNIM9500E")
        #expect(!String(decoding: refusal.response.bytes, as: UTF8.self).contains("secret reason"))
        let event = fixture.events.withLock { $0.last }
        #expect(event?.metadata["error"]?.contains("secret reason") == true)
        #expect(event?.metadata["requestID"] == "request-1")
    }

    @Test func guessingGetsSlowerForTheGuesserAlone() async throws {
        let fixture = try await IdentityFixture()
        let wrong = fixture.passwordForm(["password": "wrong"])
        for _ in 0..<5 { #expect(try await fixture.refusal(wrong).summary == "400 BXNIM0602E") }
        let refusal = try await fixture.refusal(wrong)
        #expect(refusal.summary == "429 BXNIM9009E")
        #expect(refusal.response.headers["Retry-After"] == "1")
        #expect(try await fixture.post(fixture.passwordForm()).status == 429)
        #expect(try await fixture.post(fixture.apiKeyForm()).status == 200)
        var elsewhere = HTTPRequest(method: .post, path: "/oidc/token", headers: IdentityFixture.bx)
        elsewhere.body = PercentCoding.encodeForm(fixture.passwordForm().map { (name: $0.key, value: $0.value) })
        elsewhere.remoteAddress = "192.0.2.7"
        #expect(try await fixture.send(elsewhere).status == 200)
        fixture.advance(1)
        #expect(try await fixture.post(fixture.passwordForm()).status == 200)
        #expect(try await fixture.refusal(wrong).summary == "400 BXNIM0602E")
    }

    @Test func aClockThatIsSetBackKeepsNobodyOut() async throws {
        let fixture = try await IdentityFixture()
        for _ in 0..<6 { _ = try await fixture.refusal(fixture.passwordForm(["password": "wrong"])) }
        #expect(try await fixture.post(fixture.passwordForm()).status == 429)
        fixture.advance(-86_400)
        #expect(try await fixture.post(fixture.passwordForm()).status == 200)
    }
}
