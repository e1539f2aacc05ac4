// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import HTTP
import TestSupport
import Testing

@Suite struct ClusterRemoveTests {
    private typealias Fixture = ContainerServiceFixture

    private static let deletion = "DELETE /v1/clusters/\(Fixture.id)?deleteResources=true"

    /// Knows the cluster for `looks` looks after its deletion, then no longer.
    private static func service(looks: Int = 0) -> Fixture.Answer {
        let left = Locked<Int?>(nil)
        return { request in
            if request.hasPrefix("DELETE") {
                left.withLock { $0 = looks }
                return HTTPResponse(status: 204)
            }
            if request.hasSuffix("/workers") { return try .json([Fixture.worker(1, "deleting", "")]) }
            let isKnown = left.withLock { left in
                guard let count = left else { return true }
                left = count - 1
                return count > 0
            }
            return isKnown
                ? try .json(Fixture.cluster("deleting", "Stopping the workers")) : try Fixture.notFound()
        }
    }

    @Test(arguments: [["y", "y"], ["YES", "Yes"], ["perhaps", "", "Y", "y"]])
    func yesRemovesTheCluster(input: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(input: input)
            #expect(await fixture.run(["cluster-rm", "mycluster"], on: terminal, answer: Self.service()) == 0)
            #expect(fixture.requests.last == Self.deletion)
            if input.count == 4 { try Golden.expect(terminal.text, is: "cluster-rm-asks.txt") }
        }
    }

    @Test(arguments: [["n"], ["No"], ["y", "n"]])
    func noLeavesTheCluster(answers: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(input: answers)
            #expect(await fixture.run(["cluster-rm", "mycluster"], on: terminal, answer: Self.service()) == 0)
            #expect(!fixture.requests.contains(Self.deletion))
            #expect(terminal.text.hasSuffix("Cluster mycluster was not removed.\n"))
        }
    }

    @Test func endOfInputNamesTheFlag() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["cluster-rm", "mycluster"], on: terminal, answer: Self.service()) == 1)
            #expect(!fixture.requests.contains(Self.deletion))
            try Golden.expect(terminal.text, is: "cluster-rm-no-input.txt")
        }
    }

    @Test func forceAsksNothing() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["cluster-rm", "-f", "mycluster"], on: terminal, answer: Self.service()) == 0)
            #expect(terminal.text == "Removing cluster mycluster...\nOK\n")
        }
    }

    @Test func waitEndsWhenTheClusterIsGone() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let words = ["cluster-rm", "mycluster", "-f", "--wait"]
            #expect(await fixture.run(words, on: terminal, answer: Self.service(looks: 3)) == 0)
            try Golden.expect(terminal.text, is: "cluster-rm-wait.txt")
        }
    }

    @Test func removalThatGetsStuckSaysWhy() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["cluster-rm", "mycluster", "-f", "--wait"], on: terminal) { request in
                if request.hasSuffix("/workers") { return try .json([Fixture.worker(1, "deleting", "")]) }
                return try .json(Fixture.cluster("delete_failed", "a mount is busy"))
            }
            #expect(status == ExitStatus.failure)
            try Golden.expect(terminal.text, is: "cluster-rm-stuck.txt")
        }
    }
}
