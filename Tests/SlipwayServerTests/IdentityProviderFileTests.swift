// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import IAM
import SlipwayServer
import TestSupport
import Testing

@Suite struct IdentityProviderFileTests {
    private static let least = #""issuer":"https://login.example.com","client-id":"slipway","domains":["Example.com"]"#

    private func providers(_ text: String, secretMode: UInt32 = 0o600) async throws -> [IdentityProvider] {
        try await withTemporaryDirectory { folder in
            try Files.write(Data(text.utf8), to: "\(folder)/providers.json")
            try Files.write(Data("s3cret\n".utf8), to: "\(folder)/secret", mode: secretMode)
            return try IdentityProviderFile.providers(in: "\(folder)/providers.json")
        }
    }

    @Test func whatIsLeftOutHasDefaults() async throws {
        let provider = try #require(try await providers("[{\(Self.least)}]").first)
        #expect(provider.title == "example.com" && provider.domains == ["example.com"])
        #expect(provider.scopes == ["openid", "email", "profile"] && provider.requiresVerifiedEmail)
        #expect(provider.clientSecretFile == nil && provider.admittingAccountID == nil)
        #expect(provider.claims == IdentityProvider.ClaimNames())
    }

    @Test func allCanBeSet() async throws {
        let account = String(repeating: "a", count: 32)
        let text = """
            [{\(Self.least), "title":"Example Inc.", "client-secret-file":"secret", "scopes":["openid"],
            "claims":{"email":"mail","family-name":"sn"}, "require-verified-email":false,
            "admit-to-account":"\(account)", "ca-file":"providers.json"}]
            """
        let provider = try #require(try await providers(text).first)
        #expect(provider.title == "Example Inc." && provider.scopes == ["openid"] && !provider.requiresVerifiedEmail)
        #expect(provider.clientSecretFile?.hasSuffix("/secret") == true && provider.admittingAccountID == account)
        #expect(provider.claims == IdentityProvider.ClaimNames(email: "mail", familyName: "sn"))
    }

    @Test(arguments: [
        ("{}", "is not a JSON list"), ("[1]", "is not an object"), ("[{}]", "has no \"issuer\""),
        (#"[{"issuer":"http://x","client-id":"c","domains":["d"]}]"#, "\"issuer\" must be"),
        (#"[{"issuer":"https://x","domains":["d"]}]"#, "has no \"client-id\""),
        (#"[{"issuer":"https://x","client-id":"c"}]"#, "\"domains\" must be"),
        (#"[{"issuer":"https://x","client-id":"c","domains":["a b"]}]"#, "\"domains\" must be"),
        ("[{\(least),\"clientid\":\"x\"}]", "unknown setting \"clientid\""),
        ("[{\(least),\"scopes\":[\"email\"]}]", "\"scopes\" must be"),
        ("[{\(least),\"claims\":{\"mail\":\"x\"}}]", "\"claims\" must be"),
        ("[{\(least),\"admit-to-account\":\"mine\"}]", "\"admit-to-account\" must be"),
        ("[{\(least),\"require-verified-email\":\"no\"}]", "\"require-verified-email\" must be"),
        ("[{\(least),\"client-secret-file\":\"none\"}]", "there is no file"),
        ("[{\(least)},{\(least)}]", "has the issuer of another one"),
        (#"[{\#(least)},{"issuer":"https://y","client-id":"c","domains":["example.com"]}]"#, "\"example.com\" of"),
    ])
    func whatCannotBeUsedIsNamed(text: String, expected: String) async throws {
        let error = await #expect(throws: ConfigurationError.self) { try await providers(text) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func aSecretThatEverybodyCanReadIsRefused() async throws {
        let text = "[{\(Self.least),\"client-secret-file\":\"secret\"}]"
        let error = await #expect(throws: ConfigurationError.self) { try await providers(text, secretMode: 0o644) }
        #expect(error?.description.contains("everybody can read the secret") == true)
    }
}
