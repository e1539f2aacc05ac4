// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import Cryptography
import FoundationEssentials
import HTTP
import Model
import StorageSQLite
import Testing

@testable import IAM

/// The passcode page with a provider for example.com, where Ann was invited, and a browser at it.
final class FederationFixture {
    let store: SQLiteStore
    let upstream: UpstreamProvider
    let clock = Locked(Date(timeIntervalSince1970: 1_517_334_074))
    let events = Locked<[LogEvent]>([])
    let audited = RecordedAuditLog()
    private let router: Router
    var cookies: [String: String] = [:]
    private var formToken = ""

    init(_ change: (inout IdentityProvider) -> Void = { _ in }) async throws {
        let (clock, events) = (clock, events)
        let time = TimeSource { clock.withLock { $0 } }
        let logger = Logger { event in events.withLock { $0.append(event) } }
        let store = try await SQLiteStore.inMemory()
        let upstream = try UpstreamProvider { clock.withLock { $0 } }
        var provider = IdentityProvider(
            title: "Example Inc.",
            issuer: UpstreamProvider.issuer,
            clientID: "slipway",
            domains: ["example.com"]
        )
        change(&provider)
        let configuration = IAMConfiguration(
            publicURL: "https://slipway.test:6780",
            region: "us-south",
            federatedDomains: provider.domains
        )
        let key = SigningKey(try IdentityFixture.key.get(), keyID: "ours", createdAt: time.now())
        let keys = SigningKeyRing(try SigningKeySet([key]))
        let routes = IAMRoutes(
            configuration: configuration,
            stores: store,
            issuer: TokenIssuer(
                keys: keys,
                configuration: configuration,
                users: store,
                serviceIDs: store,
                refreshTokens: store,
                time: time,
                logger: logger
            ),
            authenticator: TokenAuthenticator(
                issuer: configuration.issuer,
                time: time,
                verifier: { keys.current.verifier }
            ),
            keys: keys,
            hasher: PasswordHasher(),
            audit: audited,
            federation: Federation(providers: [provider], users: store, identities: store, time: time) { _ in
                { request in try upstream.answer(request) }
            },
            time: time,
            logger: logger
        )
        var router = Router()
        router.mount(routes)
        (self.store, self.upstream, self.router) = (store, upstream, router)
        try await createUser("ann@example.com", iamID: "IBMid-ANN")
    }

    func createUser(_ email: String, iamID: String) async throws {
        try await store.createUser(
            User(
                iamID: iamID,
                email: email,
                givenName: "",
                familyName: "",
                passwordHash: "",
                createdAt: clock.withLock { $0 }
            )
        )
    }

    func advance(_ seconds: Double) {
        clock.withLock { $0 += seconds }
    }

    var log: String {
        events.withLock { "\($0)" }
    }

    func get(_ path: String, query: [(name: String, value: String)] = []) async throws -> HTTPResponse {
        try await send(HTTPRequest(method: .get, path: path, query: query))
    }

    /// The page after the address was given.
    func identify(_ email: String = "ann@example.com") async throws -> HTTPResponse {
        _ = try await get("/identity/passcode")
        let form = [
            (name: "action", value: "identify"), (name: "form_token", value: formToken),
            (name: "username", value: email),
        ]
        let body = PercentCoding.encodeForm(form)
        return try await send(HTTPRequest(method: .post, path: "/identity/passcode", body: body))
    }

    /// What the browser brings back after it was sent away and the person has signed in.
    func depart() async throws -> [(name: String, value: String)] {
        try upstream.signIn(try #require(Self.address(in: try await identify())))
    }

    /// The page after a whole sign-in.
    func signIn() async throws -> HTTPResponse {
        try await get("/identity/callback", query: try await depart())
    }

    static func text(_ response: HTTPResponse) -> String {
        String(decoding: response.bytes, as: UTF8.self)
    }

    /// Where the page sends the browser.
    static func address(in response: HTTPResponse) -> String? {
        value(in: text(response), after: "content=\"0;url=", until: "\"")?.replacing("&amp;", with: "&")
    }

    static func code(_ response: HTTPResponse) -> String? {
        value(in: text(response), after: "id=\"code\">", until: "<")
    }

    private static func value(in text: String, after start: String, until end: Character) -> String? {
        guard let range = text.firstRange(of: start) else { return nil }
        return String(text[range.upperBound...].prefix { $0 != end })
    }

    private func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard case .found(let handler, _) = router.match(request.method, request.path) else {
            Issue.record("no route for \(request.method) \(request.path)")
            return HTTPResponse(status: 404)
        }
        var request = request
        request.id = "request-1"
        request.headers["Cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let response = try await handler(request)
        for set in response.headers.values(of: "Set-Cookie") {
            let pair = set.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        let text = Self.text(response)
        formToken = Self.value(in: text, after: "name=\"form_token\" value=\"", until: "\"") ?? formToken
        return response
    }
}
