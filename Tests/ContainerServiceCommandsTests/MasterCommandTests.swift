// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import TestSupport
import Testing

@Suite struct MasterCommandTests {
    private typealias Fixture = ContainerServiceFixture

    private static func answer(_ request: String) throws -> HTTPResponse {
        try request.hasPrefix("GET") ? .json(Fixture.cluster("normal", workers: 1)) : HTTPResponse(status: 204)
    }

    @Test(arguments: [
        ([], #"{"action":"update","force":false}"#),
        (["--kube-version", "1.20.5", "--force-update"], #"{"action":"update","force":true,"version":"1.20.5"}"#),
    ])
    func updateIsSent(flags: [String], body: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let words = ["cluster-update", "-f", "mycluster"] + flags
            #expect(await fixture.run(words, on: terminal) { try Self.answer($0) } == ExitStatus.success)
            #expect(fixture.requests.last == "PUT /v1/clusters/\(Fixture.id)")
            #expect(fixture.sentBodies.last.map { Set($0) } == Set(body))
            if flags.isEmpty { try Golden.expect(terminal.text, is: "cluster-update.txt") }
        }
    }

    @Test(arguments: [("y", true), ("n", false)])
    func updateAsks(reply: String, isDone: Bool) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(input: [reply])
            let words = ["cluster-update", "mycluster"]
            #expect(await fixture.run(words, on: terminal) { try Self.answer($0) } == ExitStatus.success)
            #expect(terminal.text.contains("Update the master of the cluster? [mycluster] (Y/N)> \(reply)\n"))
            #expect(fixture.requests.contains("PUT /v1/clusters/\(Fixture.id)") == isDone)
        }
    }

    @Test func theAuditWebhookIsSetShownAndRemoved() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try Files.write(Data("CERTIFICATE".utf8), to: "\(home)/ca.pem")
            let path = "/v1/clusters/mycluster/apiserverconfigs/auditwebhook"
            let terminal = RecordedTerminal()
            let words = ["audit-webhook", "mycluster"]
            let flags = ["--remoteServer", "https://audit.example.com", "--caCert", "\(home)/ca.pem"]
            for command in [["apiserver-config-set"] + words + flags, ["apiserver-config-unset"] + words] {
                #expect(await fixture.run(command, on: terminal) { try Self.answer($0) } == ExitStatus.success)
            }
            #expect(fixture.requests == ["PUT \(path)", "DELETE \(path)"])
            let body = #"{"auditServer":"https:\/\/audit.example.com","caCertificate":"CERTIFICATE"}"#
            #expect(fixture.sentBodies.first.map { Set($0) } == Set(body))
            try Golden.expect(terminal.text, is: "apiserver-config.txt")
        }
    }

    @Test(arguments: [["other", "mycluster"], ["audit-webhook"], []])
    func anotherConfigurationIsWrongUse(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["apiserver-config-get"] + words, on: terminal) == ExitStatus.usage)
            #expect(fixture.requests.isEmpty)
        }
    }

    @Test func refreshIsSent() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let words = ["apiserver-refresh", "mycluster"]
            #expect(await fixture.run(words, on: terminal) { try Self.answer($0) } == ExitStatus.success)
            #expect(fixture.requests == ["PUT /v1/clusters/mycluster/masters"])
            #expect(fixture.sentBodies == [#"{"action":"refresh"}"#])
            #expect(terminal.text == "Restarting the master of cluster mycluster...\nOK\n")
        }
    }
}
