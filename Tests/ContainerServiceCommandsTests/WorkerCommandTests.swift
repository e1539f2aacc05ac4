// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import HTTP
import TestSupport
import Testing

@Suite struct WorkerCommandTests {
    private typealias Fixture = ContainerServiceFixture

    private static let workers = (1...3).map { "kube-dal10-0123456789-w\($0)" }

    @Test func addSendsTheOrderAndNamesTheWorkers() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let words = [
                "worker-add", "--cluster", "mycluster", "--number", "2", "--machine-type", "u2c.2x4", "--hardware",
                "shared", "--private-vlan", "dal10-private", "--disable-disk-encrypt",
            ]
            let status = await fixture.run(words, on: terminal) { _ in
                try .json([2, 3].map { Fixture.worker($0, "provisioning", "") }, status: 201)
            }
            #expect(status == ExitStatus.success)
            #expect(fixture.requests == ["POST /v1/clusters/mycluster/workers"])
            let body = try #require(fixture.sentBodies.first)
            for part in [
                #""workerNum":2"#, #""machineType":"u2c.2x4""#, #""isolation":"public""#,
                #""privateVlan":"dal10-private""#,
            ] { #expect(body.contains(part)) }
            try Golden.expect(terminal.text, is: "worker-add.txt")
        }
    }

    @Test func idleTimeIsSent() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["cluster-set", "mycluster", "--idle-time", "30m"], on: terminal) { _ in
                HTTPResponse(status: 204)
            }
            #expect(status == ExitStatus.success)
            #expect(fixture.requests == ["PUT /v1/clusters/mycluster/hibernation"])
            #expect(fixture.sentBodies == [#"{"idleTime":"30m"}"#])
            try Golden.expect(terminal.text, is: "cluster-set.txt")
        }
    }

    @Test(arguments: [
        ["cluster-set", "mycluster"], ["cluster-set", "--idle-time", "30m"], ["worker-add"],
        ["worker-add", "--cluster", ""], ["worker-add", "--cluster", "a", "--number", "0"],
        ["worker-add", "--cluster", "a", "--hardware", "none"], ["worker-get"], ["worker-rm", "mycluster"],
    ])
    func wrongUseIsFoundBeforeAnythingIsAsked(words: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(words, on: terminal) == ExitStatus.usage)
            #expect(fixture.requests.isEmpty)
            #expect(terminal.text.hasPrefix("FAILED\nIncorrect usage."))
        }
    }

    @Test(arguments: [
        ([], "GET /v1/workers/w1", "worker-get.txt"), (["mycluster"], "GET /v1/clusters/mycluster/workers/w1", nil),
    ])
    func getShowsOneWorker(before: [String], request: String, golden: String?) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["worker-get"] + before + ["w1"], on: terminal) { _ in
                var worker = Fixture.worker(1, "provision_failed", "Not Ready")
                (worker.privateIP, worker.privateVlan) = ("10.213.4.2", "dal10-private")
                worker.errorMessage = "overlayfs is missing"
                return try .json(worker)
            }
            #expect(status == ExitStatus.success)
            #expect(fixture.requests == [request])
            if let golden { try Golden.expect(terminal.text, is: golden) }
        }
    }

    @Test func removalAsksOnceForAllWorkers() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(input: ["y"])
            let words = ["worker-rm", "mycluster"] + Self.workers + [Self.workers[0]]
            #expect(await fixture.run(words, on: terminal) { _ in HTTPResponse(status: 204) } == ExitStatus.success)
            #expect(fixture.requests == Self.workers.map { "DELETE /v1/clusters/mycluster/workers/\($0)" })
            try Golden.expect(terminal.text, is: "worker-rm.txt")
        }
    }

    @Test(arguments: [
        (["worker-reboot"], "os_reboot", "worker-reboot.txt"), (["worker-reboot", "--hard"], "reboot", nil),
        (["worker-reload"], "reload", "worker-reload.txt"),
    ])
    func changesAreSentForEachWorker(command: [String], action: String, golden: String?) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(input: ["y"])
            let words = command + ["mycluster", "w1", "w2"]
            #expect(await fixture.run(words, on: terminal) { _ in HTTPResponse(status: 204) } == ExitStatus.success)
            #expect(fixture.requests == ["w1", "w2"].map { "PUT /v1/clusters/mycluster/workers/\($0)" })
            #expect(fixture.sentBodies == Array(repeating: #"{"action":"\#(action)"}"#, count: 2))
            if let golden { try Golden.expect(terminal.text, is: golden) }
        }
    }

    @Test(arguments: [
        ([], #"{"action":"update"}"#),
        (["--kube-version", "1.20.2", "--force-update"], #"{"action":"update","force":true,"version":"1.20.2"}"#),
    ])
    func updateIsSent(flags: [String], body: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let words = ["worker-update", "-f", "mycluster", "w1"] + flags
            #expect(await fixture.run(words, on: terminal) { _ in HTTPResponse(status: 204) } == ExitStatus.success)
            #expect(terminal.text == "Updating worker w1...\nOK\n")
            let sent = fixture.sentBodies.first.map { Set($0) }
            #expect(sent == Set(body))
        }
    }

    @Test func noLeavesTheWorkers() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(input: ["n"])
            #expect(await fixture.run(["worker-rm", "mycluster", "w1"], on: terminal) == ExitStatus.success)
            #expect(fixture.requests.isEmpty)
            #expect(terminal.text.hasSuffix("Remove the worker? [w1] (Y/N)> n\nNo worker was removed.\n"))
        }
    }

    @Test func endOfInputNamesTheFlag() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["worker-rm", "mycluster", "w1"], on: terminal) == ExitStatus.failure)
            #expect(fixture.requests.isEmpty)
            #expect(terminal.text.contains("add '-f'"))
        }
    }

    @Test func eachWorkerHasItsOwnResult() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let words = ["worker-rm", "-f", "mycluster"] + Self.workers
            let status = await fixture.run(words, on: terminal) { request in
                guard request.hasSuffix("-w2") else { return HTTPResponse(status: 204) }
                return try Fixture.failure(404, "E0011", "The specified worker node could not be found.")
            }
            #expect(status == ExitStatus.failure)
            #expect(fixture.requests.count == 3)
            try Golden.expect(terminal.text, is: "worker-rm-partly.txt")
        }
    }

    @Test func oneWorkerFailsAsAnyCommandDoes() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["worker-rm", "-f", "mycluster", "w1"], on: terminal) { _ in
                try Fixture.notFound()
            }
            #expect(status == ExitStatus.failure)
            #expect(terminal.text.contains("FAILED\nThe specified cluster could not be found."))
        }
    }
}
