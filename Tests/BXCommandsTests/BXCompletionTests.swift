// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import TestSupport
import Testing

@Suite struct BXCompletionTests {
    @Test(
        "Words of bx itself",
        arguments: [
            (["plu"], ["plugin"]),
            (["-q", "accou"], ["account"]),
            (["help", "plug"], ["plugin"]),
            (["plugin", "repo-a"], ["repo-add"]),
            (["help", "plugin", "repo-a"], ["repo-add"]),
            (["account", "list", "--out"], ["--output"]),
            (["account", "list", "--output", ""], ["json"]),
            (["completion", ""], ["bash", "zsh", "fish"]),
            (["nonsense", ""], []),
        ]
    )
    func wordsAreOffered(words: [String], expected: [String]) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.run(["__complete"] + words)
            #expect(result.status == ExitStatus.success)
            #expect(Self.words(in: result.text) == expected)
        }
    }

    @Test func accountsAndRepositoriesOfTheSessionAreOffered() async throws {
        try await CommandSession.with(FakeServer(accounts: [FakeServer.mine, FakeServer.team])) {
            (user: CommandSession) async throws in
            #expect(await user.run(["__complete", "target", "-c", ""]).text.isEmpty)
            #expect(await user.logIn().status == 0)
            let accounts = Self.words(in: await user.run(["__complete", "target", "-c", ""]).text)
            #expect(accounts == [FakeServer.mine.metadata.guid, FakeServer.team.metadata.guid])
            let repositories = await user.run(["__complete", "plugin", "repo-remove", ""]).text
            #expect(Self.words(in: repositories) == ["Bluemix"])
        }
    }

    @Test func serviceIDsAreOffered() async throws {
        try await IdentityServer.with(serviceIDs: [IdentityServer.serviceID("robot")]) {
            (user: CommandSession) async throws in
            let result = await user.run(["__complete", "iam", "service-policies", ""])
            #expect(Self.words(in: result.text) == ["robot"])
        }
    }

    @Test func aServerThatIsGoneIsNoMessage() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            user.server.refuseTokens(5)
            let result = await user.run(["__complete", "target", "-c", ""])
            #expect(result.text.isEmpty && result.errorText.isEmpty)
        }
    }

    @Test func theScriptIsPrinted() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.bx("completion", "bash").text.contains("complete -F _bx bx bluemix"))
            #expect(await user.bx("completion", "csh").status == ExitStatus.usage)
        }
    }

    @Test func theReferenceIsThatOfTheCommands() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let reference = await user.bx("help", "--format", "markdown")
            try Golden.expect(reference.text, inFile: Documentation.path("cli-reference/bx.md"))
            #expect(await user.bx("help", "--format", "man").text.hasPrefix(".TH BX 1\n"))
            #expect(await user.bx("help", "--format", "pdf").status == ExitStatus.usage)
        }
    }

    private static func words(in text: String) -> [String] {
        text.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }
}
