// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import FoundationEssentials
import PluginKit
import TestSupport
import Testing

@Suite struct IdentityTests {
    @Test func aLoginIsNeeded() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            for word in ["oauth-tokens", "accounts", "api-keys", "service-ids"] {
                #expect(await user.bx("iam", word).status == ExitStatus.session)
            }
        }
    }

    @Test func tokensAreRenewedAndShown() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            let before = try user.store.session()
            let result = await user.bx("iam", "oauth-tokens")
            let after = try user.store.session()
            #expect(after.iamToken != before.iamToken && after.iamRefreshToken == "refresh-2")
            #expect(result.text == "IAM token:  \(after.iamToken)\nUAA token:  Bearer uaa-2\n")
            let json = await user.bx("iam", "oauth-tokens", "--output", "json").text
            let tokens = try JSONDecoder().decode([String: String].self, from: Data(json.utf8))
            #expect(tokens == ["iam_token": try user.store.session().iamToken, "uaa_token": "Bearer uaa-3"])
        }
    }

    @Test func accountsAreListedHereToo() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            #expect(await user.bx("iam", "accounts").text == (await user.bx("account", "list").text))
        }
    }
}
