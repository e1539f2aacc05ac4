// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct TokenPrintTests {
    private typealias Fixture = ContainerServiceFixture

    /// The fixture's clock stands at 1 517 400 000.
    private static func idToken(expiry: Int) -> String {
        "e30." + Data(#"{"sub":"me@example.com","exp":\#(expiry)}"#.utf8).base64EncodedString() + ".c2ln"
    }

    private static func answer(expiry: Int) -> Fixture.Answer {
        { request in
            guard request == "POST /identity/token" else { return HTTPResponse(status: 404) }
            var tokens = TokenResponse(accessToken: "new", refreshToken: "next", expiresIn: 3600, expiration: expiry)
            tokens.idToken = idToken(expiry: expiry)
            return try .json(tokens)
        }
    }

    /// A login at a service that also gives tokens.
    private static func fixture(_ home: String) throws -> Fixture {
        let fixture = try Fixture(home: home)
        try SessionStore(BluemixPaths(home: home)).update { $0.iamEndpoint = Fixture.endpoint }
        return fixture
    }

    @Test func aTokenIsPrintedAndKeptWhileItIsGood() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Self.fixture(home)
            for _ in 1...2 {
                let terminal = RecordedTerminal()
                let status = await fixture.run(["token"], on: terminal, answer: Self.answer(expiry: 1_517_403_600))
                #expect(status == ExitStatus.success)
                try Golden.expect(terminal.text, is: "token.json")
            }
            #expect(fixture.requests == ["POST /identity/token"])
            #expect(try SessionStore(BluemixPaths(home: home)).session().iamRefreshToken == "next")
        }
    }

    @Test func aTokenThatIsAboutToExpireIsRenewed() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Self.fixture(home)
            for _ in 1...2 {
                #expect(await fixture.run(["token"], answer: Self.answer(expiry: 1_517_400_030)) == ExitStatus.success)
            }
            #expect(fixture.requests.count == 2)
        }
    }

    @Test func theTokenOfAnotherLoginIsNotUsed() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Self.fixture(home)
            #expect(await fixture.run(["token"], answer: Self.answer(expiry: 1_517_403_600)) == ExitStatus.success)
            try SessionStore(BluemixPaths(home: home)).update { $0.iamID = "IBMid-OTHER" }
            #expect(await fixture.run(["token"], answer: Self.answer(expiry: 1_517_403_600)) == ExitStatus.success)
            #expect(fixture.requests.count == 2)
        }
    }

    @Test func failuresAreNotOnTheOutput() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home, isLoggedIn: false)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["token"], on: terminal) == ExitStatus.session)
            #expect(terminal.text.isEmpty && terminal.errorText.contains("bx login"))
        }
    }
}
