// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import HTTP
import Model
import Storage
import StorageSQLite
import Testing

/// Jane with a session in the account that she owns, in front of keys and service ids in SQLite.
struct ManagementFixture {
    /// The body of a failed call.
    private struct Failure: Decodable {
        struct Item: Decodable {
            let messageCode: String

            private enum CodingKeys: String, CodingKey {
                case messageCode = "message_code"
            }
        }

        let errors: [Item]
    }

    let identity: IdentityFixture
    let store: SQLiteStore
    private let token: String

    init() async throws {
        store = try await SQLiteStore.inMemory()
        identity = try await IdentityFixture(over: store)
        token = try await identity.tokens(identity.passwordForm(["bss_account": identity.home])).accessToken
    }

    var jane: String { identity.iamID }
    var home: String { identity.home }

    /// Sends a request with Jane's token, or with another.
    func send(
        _ method: HTTPMethod,
        _ path: String,
        _ body: (any Encodable)? = nil,
        version: String? = nil,
        token: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> HTTPResponse {
        let parts = path.split(separator: "?", maxSplits: 1)
        var request = HTTPRequest(method: method, path: String(parts[0]), headers: headers)
        if parts.count > 1 { request.query = PercentCoding.decodeForm(parts[1]) }
        if let body { request.body = try JSONEncoder().encode(body) }
        request.headers["Authorization"] = "Bearer \(token ?? self.token)"
        request.headers["If-Match"] = version
        return try await identity.send(request)
    }

    /// The value in the answer to a request that succeeds.
    func value<Value: Decodable>(
        _ type: Value.Type,
        _ method: HTTPMethod,
        _ path: String,
        _ body: (any Encodable)? = nil,
        version: String? = nil,
        token: String? = nil
    ) async throws -> Value {
        let response = try await send(method, path, body, version: version, token: token)
        let text = String(decoding: response.bytes, as: UTF8.self)
        try #require((200..<300).contains(response.status), "\(response.status) \(text)")
        return try JSONDecoder().decode(type, from: response.bytes)
    }

    /// Status and code of the answer to a request that fails.
    func refusal(
        _ method: HTTPMethod,
        _ path: String,
        _ body: (any Encodable)? = nil,
        version: String? = nil,
        token: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> String {
        let response = try await send(method, path, body, version: version, token: token, headers: headers)
        let failure = try? JSONDecoder().decode(Failure.self, from: response.bytes)
        return "\(response.status) \(failure?.errors.first?.messageCode ?? "")"
    }

    func makeKey(_ name: String, description: String? = nil) async throws -> APIKeyResource {
        let order = APIKeyCreateRequest(name: name, iamID: jane, description: description, accountID: nil)
        return try await value(APIKeyResource.self, .post, "/v1/apikeys", order)
    }

    func signIn(_ key: String) async throws -> TokenResponse {
        try await identity.tokens(identity.apiKeyForm(["apikey": key]))
    }

    func signInRefusal(_ key: String) async throws -> String {
        try await identity.refusal(identity.apiKeyForm(["apikey": key])).summary
    }

    /// Bob, or who else has the address, who belongs to Jane's account, with a token for it.
    func addMember(_ email: String = "bob@example.com") async throws -> (iamID: String, token: String) {
        let (bob, now) = (User.newIAMID(), identity.clock.withLock { $0 })
        try await store.createUser(
            User(
                iamID: bob,
                email: email,
                givenName: "B",
                familyName: "",
                passwordHash: try await store.user(iamID: jane).passwordHash,
                createdAt: now
            )
        )
        let invitation = Invitation(secretHash: email, accountID: home, iamID: bob, expiresAt: now + 60)
        try await store.createInvitation(invitation, at: now)
        try await store.acceptInvitation(hash: email, person: nil, at: now)
        let form = identity.passwordForm(["username": email, "bss_account": home])
        return (bob, try await identity.tokens(form).accessToken)
    }
}
