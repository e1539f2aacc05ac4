// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import HTTP
import TestSupport
import Testing

@Suite struct WorkerPoolCommandTests {
    private typealias Fixture = ContainerServiceFixture

    private static let pools = "/v1/clusters/mycluster/workerpools"
    private static let answer: Fixture.Answer = { request in
        if request.hasPrefix("POST") { return try .json(Fixture.pool, status: 201) }
        if request.hasPrefix("GET") { return try .json([Fixture.pool]) }
        return HTTPResponse(status: 204)
    }

    @Test(arguments: [
        (
            [
                "worker-pool-create", "--name", "web", "--size-per-zone", "2", "--labels", "a=b,c=", "--hardware",
                "shared",
            ],
            ["POST \(pools)"],
            #"{"isolation":"public","labels":{"a":"b","c":""},"name":"web","sizePerZone":2}"#
        ),
        (
            ["worker-pool-resize", "--worker-pool", "web", "--size-per-zone", "0"], ["PATCH \(pools)/web"],
            #"{"sizePerZone":0,"state":"resizing"}"#
        ),
        (["worker-pool-rebalance", "--worker-pool", "web"], ["PATCH \(pools)/web"], #"{"state":"rebalancing"}"#),
        (["worker-pool-rm", "-f", "--worker-pool", "web"], ["DELETE \(pools)/web"], ""),
        (
            ["zone-add", "--zone", "dal10", "--worker-pools", "web,db"],
            ["POST \(pools)/web/zones", "POST \(pools)/db/zones"], #"{"id":"dal10"}"#
        ),
        (["zone-rm", "-f", "--zone", "dal10"], ["GET \(pools)", "DELETE \(pools)/default/zones/dal10"], ""),
    ])
    func ordersAreSent(words: [String], requests: [String], body: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(words + ["--cluster", "mycluster"], on: terminal, answer: Self.answer)
            #expect(status == ExitStatus.success, "\(terminal.text)")
            #expect(fixture.requests == requests)
            let sent = fixture.sentBodies.last.map { Set($0) }
            #expect(sent == Set(body))
        }
    }

    @Test(arguments: [
        ["worker-pools"], ["worker-pool-get", "--cluster", "a"], ["worker-pool-create", "--cluster", "a"],
        ["worker-pool-create", "--cluster", "a", "--name", "b", "--labels", "c"],
        ["worker-pool-resize", "--cluster", "a", "--worker-pool", "b"],
        ["zone-add", "--cluster", "a", "--zone", "b"], ["zone-rm", "--cluster", "a"],
    ])
    func wrongUseIsFoundBeforeAnythingIsAsked(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(words, on: terminal) == ExitStatus.usage)
            #expect(fixture.requests.isEmpty)
        }
    }

    @Test func removalAsks() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(input: ["n"])
            let words = ["worker-pool-rm", "--cluster", "mycluster", "--worker-pool", "web"]
            #expect(await fixture.run(words, on: terminal, answer: Self.answer) == ExitStatus.success)
            #expect(fixture.requests.isEmpty)
            try Golden.expect(terminal.text, is: "worker-pool-rm-asks.txt")
        }
    }
}
