// SPDX-License-Identifier: Apache-2.0

import API
import APIClient
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct EndpointTests {
    private static let authority = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

    @Test func theEndpointIsStoredWithWhatItSays() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("api", "slipway.test:6780/")
            #expect(result.status == 0)
            try Golden.expect(result.text, is: "api.txt")
            let session = try user.store.session()
            #expect(session.apiEndpoint == FakeServer.endpoint)
            #expect(session.iamEndpoint == FakeServer.endpoint)
            #expect(session.region == "us-south")
            let shown = await user.bx("api")
            #expect(shown.text == "API endpoint:   https://slipway.test:6780 (API version: 2.92.0)   \n")
        }
    }

    @Test func withoutAnEndpointItIsAskedFor() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("api")
            #expect(result.status == ExitStatus.session)
            #expect(result.text == "FAILED\nNo API endpoint is set. Use 'bx api URL' to set one.\n\n")
        }
    }

    @Test func theAuthorityIsRememberedWithoutItsFile() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let path = try user.file("ca.pem", Self.authority)
            #expect(await user.bx("api", FakeServer.endpoint, "--ca-file", path).status == 0)
            try Files.remove(path)
            #expect(await user.logIn().status == 0)
            let session = try user.store.session()
            #expect(session.authorityPEM == Self.authority)
            #expect(session.authorityFile == path)
        }
    }

    @Test func aFileWithoutACertificateIsRefused() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let path = try user.file("ca.pem", "hello")
            let result = await user.bx("api", FakeServer.endpoint, "--ca-file", path)
            #expect(result.status == 1)
            #expect(result.text.contains("holds no certificate in PEM form."))
            #expect(user.server.requests.isEmpty)
        }
    }

    @Test func anAuthorityThatDoesNotVouchIsNamed() async throws {
        try await CommandSession.with(FakeServer(isTrusted: false)) { (user: CommandSession) async throws in
            let path = try user.file("ca.pem", Self.authority)
            let unknown = await user.bx("api", FakeServer.endpoint)
            #expect(unknown.status == 1)
            #expect(unknown.text.contains("name its certificate once with 'bx api \(FakeServer.endpoint) --ca-file"))
            let wrong = await user.bx("api", FakeServer.endpoint, "--ca-file", path)
            #expect(wrong.status == 1)
            #expect(wrong.text.contains("is not from the authority in HOME/ca.pem: unknown issuer."))
            #expect(try !user.store.session().hasEndpoint)
        }
    }

    @Test func anotherEndpointEndsTheSession() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            #expect(await user.bx("api", FakeServer.endpoint).status == 0)
            #expect(try user.store.session().isLoggedIn)
            #expect(await user.bx("api", "--unset").text == "Unsetting API endpoint...\nOK\n")
            let session = try user.store.session()
            #expect(!session.isLoggedIn && !session.hasEndpoint && session.iamEndpoint.isEmpty)
        }
    }

    @Test func anEndpointThatDoesNotAnswerChangesNothing() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            let before = try user.store.session()
            user.server.publish("/v2/info", HTTPResponse(status: 404))
            let result = await user.bx("api", FakeServer.endpoint)
            #expect(result.status == 1)
            #expect(result.text.contains("gave an answer that was not understood (HTTP status 404)"))
            #expect(try user.store.session() == before)
        }
    }

    @Test(arguments: ["ftp://host", "https://", "https:///path", "no host", "https://a b/", ""])
    func wrongAddressesAreRefused(address: String) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("api", address)
            #expect(result.status == 1)
            #expect(result.text.contains("is not an address of an API"))
        }
    }

    @Test func targetShowsAndSwitchesTheAccount() async throws {
        try await CommandSession.with(FakeServer(accounts: [FakeServer.mine, FakeServer.team])) {
            (user: CommandSession) async throws in
            #expect(await user.logIn().status == 0)
            try Golden.expect(await user.bx("target").text, is: "target.txt")
            let result = await user.bx("target", "-c", "Team Account")
            #expect(result.status == 0)
            #expect(result.text.hasPrefix("Targeted account Team Account (fedcba9876543210fedcba9876543210)\n\n"))
            #expect(try user.store.session().account?.id == FakeServer.team.metadata.guid)
            #expect(user.server.grants.last?["bss_account"] == FakeServer.team.metadata.guid)
            #expect(await user.bx("target", "-c", "none").status == 1)
            #expect(await user.bx("target", "-r", "eu-de").status == 1)
        }
    }

    @Test(arguments: [
        (ClientError.untrusted(url: "https://h:1/v2/info", reason: "self-signed"), "bx api https://h:1 --ca-file FILE"),
        (ClientError.unreachable(url: "https://h:1/v2/info", reason: "refused"), "https://h:1/v2/info"),
        (ClientError.sessionExpired, "bx login"),
    ])
    func errorsNameTheMend(error: ClientError, mend: String) {
        #expect(error.message.contains(mend))
    }
}
