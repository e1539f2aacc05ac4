// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct SessionCredentialsTests {
    /// The credentials and an account client of a session that is good for `lifetime` seconds.
    private func withSession(
        lifetime: Double,
        server: FakeServer = FakeServer(),
        _ body: (SessionStore, SessionCredentials, AccountClient) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { (home: String) async throws in
            let store = SessionStore(BluemixPaths(home: home))
            try store.update {
                $0.iamEndpoint = FakeServer.endpoint
                $0.take(try FakeServer.tokens(number: 100, account: nil, lifetime: lifetime))
                $0.account = SessionTarget(id: FakeServer.mine.metadata.guid, name: "Mine")
            }
            let connection = ServiceConnection(send: server.send)
            let credentials = SessionCredentials(store: store, connection: connection)
            let client = AccountClient(
                endpoint: FakeServer.endpoint,
                connection: AuthorizedConnection(connection, credentials: credentials)
            )
            try await body(store, credentials, client)
        }
    }

    @Test func goodTokensAreUsedAsTheyAre() async throws {
        let server = FakeServer()
        try await withSession(lifetime: 3600, server: server) {
            (store: SessionStore, _: SessionCredentials, client: AccountClient) async throws in
            #expect(try await client.accounts().count == 1)
            #expect(server.grants.isEmpty)
            #expect(try store.session().iamRefreshToken == "refresh-100")
        }
    }

    @Test(arguments: [59.0, 0, -100])
    func tokensNearTheirEndAreRenewedFirst(lifetime: Double) async throws {
        let server = FakeServer()
        try await withSession(lifetime: lifetime, server: server) {
            (store: SessionStore, credentials: SessionCredentials, client: AccountClient) async throws in
            #expect(try await client.accounts().count == 1)
            #expect(server.grants.map { $0["refresh_token"] } == ["refresh-100"])
            #expect(server.grants.map { $0["bss_account"] } == [FakeServer.mine.metadata.guid])
            #expect(try store.session().iamRefreshToken == "refresh-1")
            #expect(try await credentials.current().refreshToken == "refresh-1")
        }
    }

    @Test func aRefusedTokenIsRenewedOnce() async throws {
        let server = FakeServer()
        try await withSession(lifetime: 3600, server: server) {
            (store: SessionStore, _: SessionCredentials, client: AccountClient) async throws in
            server.refuseTokens(1)
            #expect(try await client.accounts().count == 1)
            #expect(try store.session().iamRefreshToken == "refresh-1")
            server.refuseTokens(2)
            await #expect(throws: ClientError.refused(ServiceFailure(status: 401, code: "", message: ""))) {
                try await client.accounts()
            }
            #expect(server.grants.count == 2)
        }
    }

    @Test func tokensThatAnotherProgramRenewedAreTaken() async throws {
        let server = FakeServer()
        try await withSession(lifetime: 3600, server: server) {
            (store: SessionStore, credentials: SessionCredentials, _: AccountClient) async throws in
            let old = try await credentials.current()
            try store.update { $0.take(try FakeServer.tokens(number: 200, account: nil)) }
            #expect(try await credentials.renewed(after: old).refreshToken == "refresh-200")
            #expect(server.grants.isEmpty)
        }
    }

    @Test func anExpiredSessionAsksForALogin() async throws {
        try await withSession(lifetime: -1) {
            (store: SessionStore, credentials: SessionCredentials, client: AccountClient) async throws in
            try store.update { $0.iamRefreshToken = "expired" }
            await #expect(throws: ClientError.sessionExpired) { try await client.accounts() }
            #expect(ClientError.sessionExpired.exitStatus == 3)
            try store.update { $0.endLogin() }
            await #expect(throws: ClientError.sessionExpired) { try await credentials.current() }
        }
    }

    @Test(arguments: ["Bearer a\nX-Evil: 1", "Bearer \u{E9}"])
    func tokensThatNoHeaderCanCarryAreRenewed(token: String) async throws {
        try await withSession(lifetime: 3600) {
            (store: SessionStore, credentials: SessionCredentials, client: AccountClient) async throws in
            try store.update { $0.iamToken = token }
            #expect(try await client.accounts().count == 1)
            try store.update { ($0.iamToken, $0.iamRefreshToken) = (token, "") }
            await #expect(throws: ClientError.sessionExpired) { try await credentials.current() }
        }
    }

    @Test func aHomeThatCannotBeWrittenToIsNoObstacle() async throws {
        let server = FakeServer()
        try await withTemporaryDirectory { (home: String) async throws in
            let paths = BluemixPaths(home: home)
            let store = SessionStore(paths)
            try store.update {
                $0.iamEndpoint = FakeServer.endpoint
                $0.take(try FakeServer.tokens(number: 100, account: nil, lifetime: -1))
            }
            // Nobody can open a directory for writing, not even root.
            try Files.remove(paths.configuration + ".lock")
            try Files.makeDirectory(paths.configuration + ".lock", mode: 0o700)
            let credentials = SessionCredentials(store: store, connection: ServiceConnection(send: server.send))
            #expect(try await credentials.current().refreshToken == "refresh-1")
            #expect(try await credentials.current().refreshToken == "refresh-1")
            #expect(server.grants.count == 1)
            #expect(try store.session().iamRefreshToken == "refresh-100")
        }
    }

    @Test func traceHidesSecrets() async throws {
        let lines = Locked("")
        let server = FakeServer()
        let trace = RequestTrace { text in lines.withLock { $0 += text } }
        let connection = ServiceConnection(trace: trace, send: server.send)
        let client = TokenClient(endpoint: FakeServer.endpoint, connection: connection)
        let tokens = try await client.tokens(for: .password(user: "me@example.com", password: "right"))
        let text = lines.withLock { $0 }
        #expect(text.contains("POST https://slipway.test:6780/identity/token"))
        #expect(text.contains("username=me@example.com"))
        for secret in ["right", tokens.accessToken, tokens.refreshToken, "uaa-1", "Basic Yng6Yng="] {
            #expect(!text.contains(secret))
        }
    }
}
