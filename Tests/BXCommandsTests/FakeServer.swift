// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import FoundationEssentials
import HTTP
import HTTPClient

/// Answers like a server, without a network; what it does not know is an error.
final class FakeServer: Sendable {
    struct UnknownRequest: Error {
        let line: String
    }

    static let endpoint = "https://slipway.test:6780"
    static let mine = AccountResource(
        metadata: .init(guid: "0123456789abcdef0123456789abcdef", url: "/v1/accounts/0", createdAt: "", updatedAt: ""),
        entity: .init(name: "Example's Account", owner: "o", ownerUserID: "me@example.com", ownerIAMID: "IBMid-1")
    )
    static let team = AccountResource(
        metadata: .init(guid: "fedcba9876543210fedcba9876543210", url: "/v1/accounts/1", createdAt: "", updatedAt: ""),
        entity: .init(name: "Team Account", owner: "o", ownerUserID: "boss@example.com", ownerIAMID: "IBMid-2")
    )

    private struct State {
        var requests: [HTTPClientRequest] = []
        var files: [String: HTTPResponse] = [:]
        var tokenCount = 0
        var refusals = 0
    }

    private let state = Locked(State())
    private let accounts: [AccountResource]
    private let lifetime: Double
    private let isTrusted: Bool
    private let clientVersion: String?

    /// `lifetime` is that of the tokens it gives, in seconds.
    init(
        accounts: [AccountResource] = [mine],
        lifetime: Double = 3600,
        isTrusted: Bool = true,
        clientVersion: String? = nil
    ) {
        self.accounts = accounts
        self.lifetime = lifetime
        self.isTrusted = isTrusted
        self.clientVersion = clientVersion
    }

    var send: ServiceConnection.Send {
        { try self.answer($0) }
    }

    /// All requests so far.
    var received: [HTTPClientRequest] {
        state.withLock { $0.requests }
    }

    /// Method and path of all requests so far.
    var requests: [String] {
        received.map { "\($0.method.rawValue) \($0.url.dropFirst(Self.endpoint.count))" }
    }

    /// The form fields of the token requests so far.
    var grants: [[String: String]] {
        state.withLock { state in
            state.requests.filter { $0.url.hasSuffix("/identity/token") }.map { request in
                let form = PercentCoding.decodeForm(String(decoding: request.body, as: UTF8.self))
                return Dictionary(form.map { ($0.name, $0.value) }) { first, _ in first }
            }
        }
    }

    /// Answers requests for `path`, of every method or of one alone, with `response` from now on.
    func publish(_ path: String, method: HTTPMethod? = nil, _ response: HTTPResponse) {
        state.withLock { $0.files[(method.map { "\($0.rawValue) " } ?? "") + path] = response }
    }

    /// Refuses the next `count` calls that carry a token.
    func refuseTokens(_ count: Int) {
        state.withLock { $0.refusals = count }
    }

    private func answer(_ request: HTTPClientRequest) throws -> HTTPResponse {
        guard isTrusted else { throw HTTPClientError.untrusted(url: request.url, reason: "unknown issuer") }
        let path = String(request.url.dropFirst(Self.endpoint.count))
        let file = state.withLock { state in
            state.requests.append(request)
            return state.files["\(request.method.rawValue) \(path)"] ?? state.files[path]
        }
        if let file { return file }
        switch (request.method, path) {
        case (.get, "/v2/info"):
            return try .json(ServerInfo(baseURL: Self.endpoint, region: "us-south", clientVersion: clientVersion))
        case (.get, "/v2/regions"): return try .json([RegionInfo(region: "us-south", baseURL: Self.endpoint)])
        case (.post, "/identity/token"): return try tokens(for: request)
        case (.post, "/identity/revoke"): return HTTPResponse(status: 200)
        case (.get, "/v1/accounts"):
            if isRefused() { return HTTPResponse(status: 401) }
            return try .json(ResourcePage(accounts))
        case (.get, "/v2/organizations"): return try .json(ResourcePage<OrganizationClient.Organization>([]))
        default: throw UnknownRequest(line: "\(request.method.rawValue) \(request.url)")
        }
    }

    private func isRefused() -> Bool {
        state.withLock { state in
            defer { state.refusals = max(0, state.refusals - 1) }
            return state.refusals > 0
        }
    }

    private func tokens(for request: HTTPClientRequest) throws -> HTTPResponse {
        let form = PercentCoding.decodeForm(String(decoding: request.body, as: UTF8.self))
        func field(_ name: String) -> String? { form.first { $0.name == name }?.value }
        if field("username") == "ann@federated.test" {
            return try failure("BXNIM9031E", "You are using a federated user ID, which has no password here")
        }
        if field("password").map({ $0 != "right" }) ?? false {
            return try failure("BXNIM0602E", "The user name or password is wrong.")
        }
        if field("apikey").map({ $0 != "good-key" }) ?? false {
            return try failure("BXNIM0415E", "Provided API key could not be found")
        }
        if field("refresh_token") == "expired" { return try failure("BXNIM0407E", "Session expired") }
        let account = field("bss_account") ?? (field("apikey") == nil ? nil : Self.mine.metadata.guid)
        let number = state.withLock { state in
            state.tokenCount += 1
            return state.tokenCount
        }
        return try .json(Self.tokens(number: number, account: account, lifetime: lifetime))
    }

    private func failure(_ code: String, _ message: String) throws -> HTTPResponse {
        let body = TokenErrorBody(errorCode: code, errorMessage: message, errorDetails: nil, context: [:])
        return try .json(body, status: 400)
    }

    /// Tokens that say what they are: `number` tells those of one server apart.
    static func tokens(number: Int, account: String?, lifetime: Double = 3600) throws -> TokenResponse {
        var claims = AccessTokenClaims(
            iamID: "IBMid-1",
            email: "me@example.com",
            givenName: "Me",
            familyName: "",
            account: account.map { AccessTokenClaims.AccountClaim(bss: $0) }
        )
        claims.exp = (Date() + lifetime).unixSeconds
        claims.jti = "\(number)"
        let payload = try JSONEncoder().encode(claims).base64EncodedString()
        var tokens = TokenResponse(
            accessToken: "e30.\(payload).c2ln",
            refreshToken: "refresh-\(number)",
            expiresIn: Int(lifetime),
            expiration: claims.exp
        )
        tokens.uaaToken = "uaa-\(number)"
        tokens.uaaRefreshToken = "uaa-refresh-\(number)"
        return tokens
    }
}
