// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import HTTP
import Model
import Testing

@testable import IAM

@Suite struct FederationRefusalTests {
    /// Refuses `response` without a code, and puts the reason down for the audit.
    private func expect(
        _ response: HTTPResponse,
        _ status: Int,
        _ code: String,
        _ fixture: FederationFixture,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(response.status == status, sourceLocation: sourceLocation)
        #expect(FederationFixture.code(response) == nil, sourceLocation: sourceLocation)
        #expect(FederationFixture.text(response).contains("You are not signed in"), sourceLocation: sourceLocation)
        let event = fixture.audited.events.last { $0.action == "iam.sign-in" }
        #expect(event?.result == code, sourceLocation: sourceLocation)
        #expect(!fixture.audited.events.contains { $0.result == "success" }, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ("iss", JSONValue.string("https://evil.example.com")), ("iss", .null),
        ("aud", .string("other")), ("aud", .null), ("aud", .array([.string("other")])),
        ("aud", .array([.string("slipway"), .string("other")])), ("azp", .string("other")),
        ("nonce", .string("other")), ("nonce", .null), ("nonce", .integer(1)),
        ("exp", .integer(1_517_334_074 - 60)), ("exp", .null), ("exp", .string("9999999999")),
        ("iat", .integer(1_517_334_074 + 120)), ("iat", .null),
        ("sub", .null), ("sub", .string("")), ("sub", .string("ä")),
        ("sub", .string(String(repeating: "s", count: 256))),
    ])
    func aTokenWithAnotherClaimIsRefused(name: String, value: JSONValue) async throws {
        let fixture = try await FederationFixture()
        fixture.upstream.change { $0.claims[name] = value }
        expect(try await fixture.signIn(), 502, "BXNIM9043E", fixture)
    }

    @Test func severalAudiencesNeedTheAuthorizedParty() async throws {
        let fixture = try await FederationFixture()
        fixture.upstream.change {
            $0.claims["aud"] = .array([.string("other"), .string("slipway")])
            $0.claims["azp"] = .string("slipway")
        }
        #expect(try await fixture.signIn().status == 200)
    }

    @Test(arguments: ["none", "HS256", "RS384", "ES256"])
    func aTokenOfAnotherAlgorithmIsRefused(algorithm: String) async throws {
        let fixture = try await FederationFixture()
        let back = try await fixture.depart()
        let payload = try JSONEncoder().encode(JSONValue.object(fixture.upstream.claims))
        let right = try fixture.upstream.answers.withLock { $0.signer }.sign(JSONValue.object(fixture.upstream.claims))
        let header = #"{"alg":"\#(algorithm)","kid":"upstream-1"}"#
        for signature in ["", String(right.split(separator: ".")[2])] {
            let token = [Base64URL.encode(header.utf8), Base64URL.encode(payload), signature].joined(separator: ".")
            fixture.upstream.change { $0.idToken = token }
            expect(
                try await fixture.get("/identity/callback", query: back),
                signature.isEmpty ? 502 : 400,
                signature.isEmpty ? "BXNIM9043E" : "BXNIM9040E",
                fixture
            )
        }
    }

    @Test func aTokenOfAnotherKeyIsRefused() async throws {
        let fixture = try await FederationFixture()
        let other = TokenSigner(key: try PrivateKey.rsa2048(), keyID: "upstream-1")
        fixture.upstream.change { $0.signer = other }
        expect(try await fixture.signIn(), 502, "BXNIM9043E", fixture)
    }

    @Test func aStateWorksOnce() async throws {
        let fixture = try await FederationFixture()
        let back = try await fixture.depart()
        fixture.upstream.change { $0.claims["nonce"] = .string("spoiled") }
        expect(try await fixture.get("/identity/callback", query: back), 502, "BXNIM9043E", fixture)
        fixture.upstream.change { $0.claims = [:] }
        expect(try await fixture.get("/identity/callback", query: back), 400, "BXNIM9040E", fixture)
    }

    @Test func aStateOfAnotherBrowserIsRefusedAndSpent() async throws {
        let fixture = try await FederationFixture()
        let back = try await fixture.depart()
        let own = fixture.cookies
        fixture.cookies["__Host-slipway-federation"] = String(repeating: "x", count: 43)
        expect(try await fixture.get("/identity/callback", query: back), 400, "BXNIM9040E", fixture)
        fixture.cookies = own
        expect(try await fixture.get("/identity/callback", query: back), 400, "BXNIM9040E", fixture)
    }

    @Test func aStateLastsTenMinutes() async throws {
        let fixture = try await FederationFixture()
        let back = try await fixture.depart()
        fixture.advance(601)
        expect(try await fixture.get("/identity/callback", query: back), 400, "BXNIM9040E", fixture)
    }

    @Test(arguments: [
        [], [("code", "c")], [("state", ""), ("code", "c")], [("state", "forged"), ("code", "c")],
        [("state", "a"), ("state", "b"), ("code", "c")],
    ])
    func aBrowserThatBringsNoStateOfOursIsRefused(query: [(String, String)]) async throws {
        let fixture = try await FederationFixture()
        _ = try await fixture.depart()
        let items = query.map { (name: $0.0, value: $0.1) }
        expect(try await fixture.get("/identity/callback", query: items), 400, "BXNIM9040E", fixture)
    }

    @Test func whatTheProviderSaysIsNotShown() async throws {
        let fixture = try await FederationFixture()
        let state = try await fixture.depart().filter { $0.name == "state" }
        let error = [(name: "error", value: "access_denied\n<script>"), (name: "error_description", value: "<script>")]
        let page = try await fixture.get("/identity/callback", query: state + error)
        expect(page, 400, "BXNIM9041E", fixture)
        #expect(!FederationFixture.text(page).contains("script>"))
        #expect(fixture.log.contains("access_deniedscript") && !fixture.log.contains("<script>"))
    }

    @Test func anotherIssuerInTheAddressIsRefused() async throws {
        let fixture = try await FederationFixture()
        let back = try await fixture.depart() + [(name: "iss", value: "https://evil.example.com")]
        expect(try await fixture.get("/identity/callback", query: back), 502, "BXNIM9043E", fixture)
    }

    @Test(arguments: [("/token", 400, 502), ("/token", 503, 503), ("/keys", 404, 502), ("/keys", 500, 503)])
    func anAnswerThatIsNoneIsRefused(path: String, status: Int, expected: Int) async throws {
        let fixture = try await FederationFixture()
        fixture.upstream.change { $0.status[path] = status }
        expect(try await fixture.signIn(), expected, expected == 502 ? "BXNIM9043E" : "BXNIM9042E", fixture)
        #expect(!fixture.log.contains("<b>"))
    }

    @Test(arguments: [
        ("issuer", "https://evil.example.com"), ("authorization_endpoint", "http://login.example.com/authorize"),
        ("authorization_endpoint", "https://login.example.com/\"><script>"), ("token_endpoint", "javascript:x"),
        ("jwks_uri", "file:///etc/passwd"),
    ])
    func aDiscoveryDocumentThatIsNotPlainIsRefused(name: String, value: String) async throws {
        let fixture = try await FederationFixture()
        fixture.upstream.change { $0.discovery[name] = .string(value) }
        expect(try await fixture.identify(), 502, "BXNIM9043E", fixture)
    }

    @Test func anAddressThatIsNotVerifiedIsRefusedUnlessTheOperatorTrustsIt() async throws {
        for value in [JSONValue.boolean(false), .string("false"), .null] {
            let fixture = try await FederationFixture()
            fixture.upstream.change {
                $0.claims["email_verified"] = value
                $0.userInfo["sub"] = .string("subject-1")
            }
            expect(try await fixture.signIn(), 403, "BXNIM9044E", fixture)
        }
        let trusting = try await FederationFixture { $0.requiresVerifiedEmail = false }
        trusting.upstream.change { $0.claims["email_verified"] = .null }
        #expect(try await trusting.signIn().status == 200)
    }

    @Test(arguments: ["ann@example.org", "ann", "ann@example.com@example.org", "<b>@example.com", "@example.com"])
    func anAddressOfAnotherDomainIsRefused(email: String) async throws {
        let fixture = try await FederationFixture()
        try await fixture.createUser("ann@example.org", iamID: "IBMid-OTHER")
        fixture.upstream.change { $0.claims["email"] = .string(email) }
        expect(try await fixture.signIn(), 403, "BXNIM9045E", fixture)
    }

    @Test func whoWasNotInvitedIsRefused() async throws {
        let fixture = try await FederationFixture()
        fixture.upstream.change { $0.claims["email"] = .string("stranger@example.com") }
        expect(try await fixture.signIn(), 403, "BXNIM9046E", fixture)
        #expect(fixture.audited.events.last?.userName == "stranger@example.com")
    }

    @Test func anotherSubjectWithTheSameAddressIsRefused() async throws {
        let fixture = try await FederationFixture()
        #expect(try await fixture.signIn().status == 200)
        fixture.upstream.change { $0.claims["sub"] = .string("subject-2") }
        let page = try await fixture.signIn()
        #expect(page.status == 403 && FederationFixture.code(page) == nil)
        #expect(fixture.audited.events.last?.result == "BXNIM9047E")
    }
}
