// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct UpdateTests {
    @Test func aNewerVersionIsToldAtLoginUntilItIsSwitchedOff() async throws {
        try await CommandSession.with(FakeServer(clientVersion: "99.0.0")) { (user: CommandSession) async throws in
            let words = ["login", "-a", FakeServer.endpoint, "--apikey", "good-key"]
            #expect(await user.run(words, isInteractive: true).text.contains("Tip: version 99.0.0 of bx is there"))
            #expect(await !user.run(words).text.contains("99.0.0"))
            #expect(await user.bx("config", "--check-version", "false").status == 0)
            #expect(await !user.run(words, isInteractive: true).text.contains("99.0.0"))
        }
    }

    @Test(arguments: [nil, "0.0.1", BXFacts.product])
    func nothingNewerIsNoReasonToAsk(version: String?) async throws {
        try await CommandSession.with(FakeServer(clientVersion: version)) { (user: CommandSession) async throws in
            #expect(await user.bx("update").status == ExitStatus.session)
            #expect(await user.bx("api", FakeServer.endpoint).status == 0)
            let result = await user.bx("update")
            #expect(result.status == 0 && result.text.contains("is as new as the server's"))
        }
    }

    @Test func whoSaysNoKeepsWhatIsThere() async throws {
        try await CommandSession.with(FakeServer(clientVersion: "99.0.0")) { (user: CommandSession) async throws in
            #expect(await user.bx("api", FakeServer.endpoint).status == 0)
            let result = await user.bx("update", input: ["n"])
            #expect(result.status == 0 && result.text.contains("Nothing was changed."))
            #expect(!user.server.requests.contains("GET /install.sh"))
        }
    }

    @Test func whatIsNoInstallerIsNotRun() async throws {
        try await CommandSession.with(FakeServer(clientVersion: "99.0.0")) { (user: CommandSession) async throws in
            #expect(await user.bx("api", FakeServer.endpoint).status == 0)
            user.server.publish("/install.sh", .text("<html>sign in to the network</html>"))
            let result = await user.bx("update", "-f")
            #expect(result.status == 1 && result.text.contains("The server has no installer"))
        }
    }
}

private enum BXFacts {
    static let product = "0.1.0"
}
