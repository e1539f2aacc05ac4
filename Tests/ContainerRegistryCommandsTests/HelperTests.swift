// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

/// What docker reads from `docker-credential-bx`.
@Suite struct HelperTests {
    private typealias Fixture = ContainerRegistryFixture

    private static func ask(
        _ fixture: Fixture,
        _ action: String,
        _ input: String = "",
        answer: @escaping Fixture.Answer = { _ in HTTPResponse(status: 500) }
    ) async -> (status: Int32, text: String) {
        let terminal = RecordedTerminal()
        let status = await fixture.run(["credential-helper", action], on: terminal, input: input, answer: answer)
        #expect(terminal.errorText.isEmpty)
        return (status, terminal.text)
    }

    @Test(arguments: ["\(Fixture.host)\n", "https://\(Fixture.host)", "https://\(Fixture.host)/v1/\n"])
    func theSessionIsShownToItsOwnRegistry(address: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let (status, text) = await Self.ask(fixture, "get", address)
            #expect(status == ExitStatus.success)
            let token = Fixture.token(expiresIn: 3600)
            #expect(text == "{\"Secret\":\"\(token)\",\"ServerURL\":\"\(Fixture.host)\",\"Username\":\"iambearer\"}\n")
            let list = await Self.ask(fixture, "list")
            #expect(list.text == "{\"\(Fixture.host)\":\"iambearer\"}\n")
        }
    }

    @Test(arguments: [true, false])
    func nothingIsShownToOthers(isLoggedIn: Bool) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home, isLoggedIn: isLoggedIn)
            let (status, text) = await Self.ask(fixture, "get", isLoggedIn ? "evil.example.com" : Fixture.host)
            #expect(status == ExitStatus.failure)
            #expect(text == "credentials not found in native keychain\n")
        }
    }

    @Test func aTokenThatEndsSoonIsRenewedFirst() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let store = SessionStore(BluemixPaths(home: home))
            try store.update { $0.iamToken = "Bearer \(Fixture.token(expiresIn: 900))" }
            let fresh = Fixture.token(expiresIn: 3600, id: "t2")
            let (status, text) = await Self.ask(fixture, "get", Fixture.host) { _ in
                let body =
                    #"{"access_token":"\#(fresh)","refresh_token":"r2","token_type":"Bearer","expires_in":3600,"expiration":9}"#
                return HTTPResponse(status: 200, body: .bytes(Data(body.utf8)))
            }
            #expect(status == ExitStatus.success, "\(text)")
            #expect(text.contains(fresh))
            #expect(try store.session().iamToken == "Bearer \(fresh)")
        }
    }

    @Test func whatDockerStoresComesFirstUntilItIsErased() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let input = #"{"ServerURL":"\#(Fixture.host)","Username":"token","Secret":"s1"}"#
            #expect(await Self.ask(fixture, "store", input).status == ExitStatus.success)
            #expect(await Self.ask(fixture, "get", Fixture.host).text.contains(#""Secret":"s1""#))
            #expect(await Self.ask(fixture, "erase", Fixture.host).status == ExitStatus.success)
            #expect(await Self.ask(fixture, "get", Fixture.host).text.contains("iambearer"))
        }
    }

    @Test(arguments: [("store", "no JSON"), ("fly", "")])
    func failuresAreToldWhereDockerLooks(action: String, input: String) async throws {
        try await withTemporaryDirectory { home in
            let (status, text) = await Self.ask(try Fixture(home: home), action, input)
            #expect(status == ExitStatus.failure)
            #expect(!text.isEmpty && !text.contains("FAILED"))
        }
    }
}
