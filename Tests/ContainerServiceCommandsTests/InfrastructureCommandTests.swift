// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import TestSupport
import Testing

@Suite struct InfrastructureCommandTests {
    private typealias Fixture = ContainerServiceFixture

    @Test(arguments: [
        (["api-key-reset"], "POST /v1/keys"), (["credentials-unset"], "DELETE /v1/credentials"),
        (["cluster-subnet-add", "c", "slw-4"], "PUT /v1/clusters/c/subnets/slw-4"),
        (["cluster-subnet-create", "c", "16", "dal10-private"], "POST /v1/clusters/c/vlans/dal10-private?size=16"),
        (["cluster-user-subnet-add", "c", "192.168.1.0/24", "v"], "POST /v1/clusters/c/usersubnets"),
        (
            ["cluster-user-subnet-rm", "c", "192.168.1.0/24", "v"],
            "DELETE /v1/clusters/c/usersubnets/192.168.1.0%2F24/vlans/v"
        ),
    ])
    func actsAskForWhatTheyAreFor(words: [String], request: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(words, on: terminal) { _ in HTTPResponse(status: 204) } == ExitStatus.success)
            #expect(fixture.requests == [request])
            #expect(terminal.text.hasSuffix("...\nOK\n"))
        }
    }

    @Test func credentialsAreSentInHeadersAlone() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try Files.write(Data("secret-key\n".utf8), to: "\(home)/key")
            let words = [
                "credentials-set", "--infrastructure-username", "me", "--infrastructure-api-key", "@\(home)/key",
            ]
            #expect(await fixture.run(words) { _ in HTTPResponse(status: 204) } == ExitStatus.success)
            #expect(fixture.requests == ["POST /v1/credentials"] && fixture.sentBodies == [""])
            #expect(fixture.sentHeaders[0]["X-Auth-Softlayer-Username"] == "me")
            #expect(fixture.sentHeaders[0]["X-Auth-Softlayer-APIKey"] == "secret-key")
        }
    }

    @Test(arguments: [
        ["credentials-set", "--infrastructure-username", "me"], ["cluster-subnet-create", "c", "12", "v"],
        ["cluster-subnet-create", "c", "16"], ["api-key-info"],
    ])
    func wrongUseIsFoundBeforeAnythingIsAsked(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            #expect(await fixture.run(words) == ExitStatus.usage)
            #expect(fixture.requests.isEmpty)
        }
    }

    @Test func noMessagesAreNoTable() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let answer: Fixture.Answer = { _ in try .json([ServiceMessage]()) }
            #expect(await fixture.run(["messages"], on: terminal, answer: answer) == ExitStatus.success)
            #expect(terminal.text == "Retrieving messages...\nOK\n\nThere are no messages.\n")
        }
    }
}
