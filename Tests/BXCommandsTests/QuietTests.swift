// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials
import HTTP
import TestSupport
import Testing

@Suite struct QuietTests {
    @Test(arguments: [
        (["account", "list"], "Account GUID"), (["api"], "API endpoint:"), (["info"], "Name:"), (["regions"], "Name "),
        (["plugin", "list"], ""), (["plugin", "repos"], "Repo Name"), (["config", "--http-timeout", "5"], ""),
        (["plugin", "repo-add", "other", "https://other.test"], ""), (["plugin", "repo-remove", "Bluemix"], ""),
        (["target"], "API endpoint:"), (["login", "--apikey", "good-key"], ""), (["logout"], ""),
        (["api", "--unset"], ""),
    ])
    func onlyTheResultIsSaid(words: [String], beginning: String) async throws {
        for quiet in [["-q"] + words, words + ["--quiet"]] {
            try await CommandSession.with { (user: CommandSession) async throws in
                #expect(await user.logIn().status == ExitStatus.success)
                let result = await user.run(quiet)
                #expect(result.status == ExitStatus.success)
                #expect(result.text.hasPrefix(beginning))
                #expect(beginning.isEmpty == result.text.isEmpty)
                for chatter in ["...", "OK\n", "Tip:"] { #expect(!result.text.contains(chatter)) }
            }
        }
    }

    @Test func failuresAreSaidAllTheSame() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("-q", "account", "list")
            #expect(result.status == ExitStatus.session)
            #expect(result.text.hasPrefix("FAILED\n"))
        }
    }
}
