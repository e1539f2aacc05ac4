// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import HTTP
import HTTPClient
import PluginKit
import TestSupport
import Testing

@Suite struct FailureTests {
    private typealias Fixture = ContainerServiceFixture

    private static let clusterCommands = [
        ["cluster-get", "other"], ["cluster-config", "other"], ["workers", "other"], ["cluster-rm", "-f", "other"],
    ]

    @Test(arguments: clusterCommands)
    func unknownClusterIsSaidWithTheWayOut(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(words, on: terminal) { _ in try Fixture.notFound() } == ExitStatus.failure)
            let text = """
                FAILED
                The specified cluster could not be found. (E0008)
                To list all clusters that you have access to, run 'bx cs clusters'.


                """
            #expect(terminal.text.hasSuffix(text))
        }
    }

    @Test func refusedOrderIsSaidInTheServersWords() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["cluster-create", "--name", "mycluster"], on: terminal) { _ in
                try Fixture.failure(
                    409,
                    "E0007",
                    "A cluster with the name 'mycluster' already exists.",
                    recovery: "Choose another name."
                )
            }
            #expect(status == ExitStatus.failure)
            try Golden.expect(terminal.text, is: "cluster-create-refused.txt")
        }
    }

    @Test(arguments: clusterCommands + [["clusters"], ["cluster-create", "--name", "a"], ["kube-versions"]])
    func commandsNeedALogin(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home, isLoggedIn: false)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(words, on: terminal) == ExitStatus.session)
            #expect(fixture.requests.isEmpty)
            #expect(terminal.text.contains("bx login"))
        }
    }

    @Test func expiredSessionAsksForALogin() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["clusters"], on: terminal) { _ in
                try Fixture.failure(401, "A0003", "The access token has expired.")
            }
            #expect(status == ExitStatus.session)
            #expect(terminal.text.contains("bx login"))
        }
    }

    @Test func serverThatIsAwayIsNamed() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["clusters"], on: terminal) { _ in
                throw HTTPClientError.unreachable(url: Fixture.endpoint, reason: "connection refused")
            }
            #expect(status == ExitStatus.failure)
            #expect(terminal.text.hasPrefix("FAILED\nCould not reach \(Fixture.endpoint): connection refused."))
        }
    }

    @Test func answerThatIsNoneIsSaid() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["clusters"], on: terminal) { _ in .text("<html>") } == ExitStatus.failure)
            #expect(terminal.text.hasPrefix("FAILED\n"))
        }
    }

    @Test func mistypedCommandIsPutRight() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["cluser-get", "a"], on: terminal) != ExitStatus.success)
            #expect(terminal.text.contains("'bx cs cluster-get'"))
        }
    }

    @Test(arguments: [["cluster-get"], ["cluster-get", ""], ["workers", "a", "b"], ["clusters", "--nosuch"]])
    func wrongUseShowsTheHelp(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(words, on: terminal) == ExitStatus.usage)
            #expect(terminal.text.contains("USAGE:"))
        }
    }
}
