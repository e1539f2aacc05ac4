// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct LoginTests {
    @Test func theUserIsAskedForEverything() async throws {
        try await CommandSession.with(FakeServer(accounts: [FakeServer.mine, FakeServer.team])) {
            (user: CommandSession) async throws in
            let result = await user.bx(
                "login",
                input: ["slipway.test:6780", "me@example.com", "right", "2"],
                isInteractive: true
            )
            #expect(result.status == 0)
            try Golden.expect(result.text, is: "login.txt")
            let session = try user.store.session()
            #expect(
                session.account
                    == SessionTarget(
                        id: "fedcba9876543210fedcba9876543210",
                        name: "Team Account",
                        owner: "boss@example.com"
                    )
            )
            #expect(session.iamRefreshToken == "refresh-2")
            #expect(session.uaaToken == "Bearer uaa-2")
            #expect(session.iamID == "IBMid-1")
            #expect(
                session.pluginRepositories == [
                    PluginRepositoryEntry(name: "Bluemix", url: FakeServer.endpoint + "/plugins")
                ]
            )
            #expect(user.server.grants.map { $0["grant_type"] } == ["password", "refresh_token"])
            #expect(user.server.grants[1]["bss_account"] == FakeServer.team.metadata.guid)
        }
    }

    @Test func aPipeAnswersLikeAUser() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("login", "-a", FakeServer.endpoint, input: ["me@example.com", "right"])
            #expect(result.status == 0)
            #expect(result.text.contains("Email> me@example.com\n\nPassword> \nAuthenticating...\nOK\n"))
            #expect(try user.store.session().account?.name == "Example's Account")
        }
    }

    @Test func anEmptyKeyIsSaidBeforeAnythingIsSent() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let path = try user.file("key", "\n")
            for key in ["", "@\(path)"] {
                let result = await user.bx("login", "-a", FakeServer.endpoint, "--apikey", key)
                #expect(result.status == 1)
                #expect(result.text.contains("The API key is empty."))
            }
            #expect(user.server.grants.isEmpty)
        }
    }

    @Test func theEndOfTheInputIsAFailure() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("login", "-a", FakeServer.endpoint)
            #expect(result.status == 1)
            #expect(result.text.hasSuffix("Email> \nFAILED\nCould not read from input: EOF\n\n"))
            #expect(try !user.store.session().isLoggedIn)
        }
    }

    @Test func flagsLeaveNothingToAsk() async throws {
        try await CommandSession.with(FakeServer(accounts: [FakeServer.mine, FakeServer.team])) {
            (user: CommandSession) async throws in
            let result = await user.logIn(password: "right", ["-c", FakeServer.team.metadata.guid])
            #expect(result.status == 0)
            #expect(try user.store.session().account?.name == "Team Account")
            #expect(!result.text.contains("WARNING"))
        }
    }

    @Test func aPasswordOnTheCommandLineIsWarnedOf() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.logIn(password: "right", isInteractive: true)
            #expect(result.text.contains("WARNING: Password given as an option"))
        }
    }

    @Test(arguments: ["good-key", "  good-key\n", #"{"name": "x", "apiKey": "good-key"}"#, #"{"apikey": "good-key"}"#])
    func anAPIKeyComesFromAFile(content: String) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let path = try user.file("key", content)
            let result = await user.bx("login", "-a", FakeServer.endpoint, "--apikey", "@\(path)")
            #expect(result.status == 0)
            #expect(result.text.contains("Targeted account Example's Account (0123456789abcdef0123456789abcdef)\n"))
            #expect(user.server.grants.map { $0["apikey"] } == ["good-key"])
        }
    }

    @Test func anAPIKeyComesFromTheEnvironment() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("login", "-a", FakeServer.endpoint, environment: ["BLUEMIX_API_KEY": "good-key"])
            #expect(result.status == 0)
            #expect(user.server.grants.map { $0["apikey"] } == ["good-key"])
        }
    }

    @Test func anAPIKeyBelongsToOneAccount() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("login", "-a", FakeServer.endpoint, "--apikey", "good-key", "-c", "other")
            #expect(result.status == 1)
            #expect(result.text.contains("The API key belongs to account Example's Account"))
            #expect(try !user.store.session().isLoggedIn)
        }
    }

    @Test(arguments: [
        (["-u", "me@example.com", "-p", "wrong"], "The user name or password is wrong. (BXNIM0602E)"),
        (["--apikey", "bad-key"], "Provided API key could not be found (BXNIM0415E)"),
        (["-u", "me@example.com", "-p", "right", "-c", "none"], "Account 'none' was not found. Your accounts are:"),
        (["--apikey", "@/nowhere"], "there is no file /nowhere."),
        (["--apikey", "good-key", "--ca-file", "/nowhere"], "There is no file /nowhere."),
    ])
    func aRefusalSaysWhy(flags: [String], message: String) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let words = ["login", "-a", FakeServer.endpoint] + flags
            let result = await user.run(words)
            #expect(result.status == 1)
            #expect(result.text.contains("FAILED\n"))
            #expect(result.text.contains(message))
            #expect(try !user.store.session().isLoggedIn)
        }
    }

    @Test func aWrongPasswordCanBeTypedAgain() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.logIn(password: nil, input: ["wrong", "right"], isInteractive: true)
            #expect(result.status == 0)
            #expect(result.text.contains("FAILED\nThe user name or password is wrong. (BXNIM0602E)\n"))
        }
    }

    @Test func noAccountMayBeChosen() async throws {
        try await CommandSession.with(FakeServer(accounts: [FakeServer.mine, FakeServer.team])) {
            (user: CommandSession) async throws in
            let result = await user.logIn(password: "right", input: [""])
            #expect(result.status == 0)
            #expect(result.text.contains("No account targeted, use 'bx target -c ACCOUNT_ID'"))
            #expect(try user.store.session().account == nil)
        }
    }

    @Test func oneTimeCodesAreUsedWhereTheyAreOffered() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let path = "/identity/.well-known/openid-configuration"
            user.server.publish(path, .text(#"{"issuer": "x"}"#))
            let refused = await user.bx("login", "-a", FakeServer.endpoint, "--sso")
            #expect(refused.status == 1)
            #expect(refused.text.contains("One-time codes are not available from this server yet."))
            user.server.publish("/passcode", HTTPResponse(status: 404))
            user.server.publish(path, .text(#"{"passcode_endpoint": "https://slipway.test:6780/passcode"}"#))
            #expect(await user.bx("login", "--sso").status == 1)
            user.server.publish("/passcode", .text("a page"))
            let result = await user.bx("login", "--sso", input: ["c0de"])
            #expect(result.status == 0)
            #expect(result.text.contains("One Time Code (Get one at https://slipway.test:6780/passcode)> \n"))
            #expect(user.server.grants.first?["passcode"] == "c0de")
        }
    }

    @Test func federatedUsersAreToldToUseACode() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.logIn(
                "ann@federated.test",
                password: nil,
                input: ["secret", "secret"],
                isInteractive: true
            )
            #expect(result.status == 1)
            #expect(user.server.grants.count == 1)
            #expect(result.text.contains("Use 'bx login --sso' to log in with a one-time passcode."))
        }
    }

    @Test func loggingOutKeepsTheEndpoint() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            let result = await user.bx("logout")
            #expect(result.text == "Logging out...\nOK\n")
            #expect(user.server.requests.last == "POST /identity/revoke")
            let session = try user.store.session()
            #expect(!session.isLoggedIn && session.uaaToken.isEmpty && session.account == nil)
            #expect(session.apiEndpoint == FakeServer.endpoint)
            let again = await user.bx("target")
            #expect(again.status == ExitStatus.session)
            #expect(again.text.contains("Not logged in. Use 'bx login' to log in."))
        }
    }

    @Test func loggingOutWorksWithoutTheServer() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            try user.store.update { $0.iamEndpoint = "https://gone.test" }
            let result = await user.bx("logout")
            #expect(result.status == 0)
            #expect(result.text.contains("The server could not be told"))
            #expect(try !user.store.session().isLoggedIn)
            #expect(await user.bx("logout").text == "Logging out...\nOK\n")
        }
    }
}
