// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import HTTP
import HTTPClient
import TestSupport
import Testing

@Suite struct ClusterCreateTests {
    private typealias Fixture = ContainerServiceFixture

    /// A service that shows one of `stages` after the other, a new one at each look.
    private static func service(_ stages: [(ClusterInfo, [WorkerInfo])]) -> Fixture.Answer {
        let look = Locked(-1)
        return { request in
            if request == "POST /v1/clusters" {
                return try .json(ClusterCreateResponse(id: Fixture.id), status: 201)
            }
            if request.hasSuffix("/workers") {
                return try .json(stages[min(look.withLock { $0 }, stages.count - 1)].1)
            }
            let number = look.withLock { number in
                number += 1
                return number
            }
            return try .json(stages[min(number, stages.count - 1)].0)
        }
    }

    private static let stages = [
        (Fixture.cluster("requesting", workers: 2), [WorkerInfo]()),
        (Fixture.cluster("deploying", "Starting etcd", workers: 2), []),
        (Fixture.cluster("deploying", "Starting the API server", workers: 2), []),
        (Fixture.cluster("deploying", "Starting the API server", workers: 2), []),
        (
            Fixture.cluster("pending", "Joining workers", workers: 2),
            [Fixture.worker(1, "normal", "Ready"), Fixture.worker(2, "provisioning", "Starting kubelet")]
        ),
        (
            Fixture.cluster("normal", workers: 2),
            [Fixture.worker(1, "normal", "Ready"), Fixture.worker(2, "normal", "Ready")]
        ),
    ]

    @Test func orderIsSentAndNotWaitedFor() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let words = [
                "cluster-create", "--name", "mycluster", "--workers", "3", "--machine-type", "u2c.2x4",
                "--kube-version", "1.20.2", "--location", "dal10",
            ]
            #expect(await fixture.run(words, on: terminal, answer: Self.service(Self.stages)) == 0)
            #expect(fixture.requests == ["POST /v1/clusters"])
            let body = try #require(fixture.sentBodies.first)
            for part in [
                #""name":"mycluster""#, #""workerNum":3"#, #""machineType":"u2c.2x4""#, #""masterVersion":"1.20.2""#,
                #""dataCenter":"dal10""#,
            ] { #expect(body.contains(part)) }
            #expect(terminal.text == "Creating cluster...\nOK\n")
        }
    }

    @Test func absentFlagsAreLeftToTheService() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(
                ["cluster-create", "--name", "mycluster"],
                on: terminal,
                answer: Self.service(Self.stages)
            )
            #expect(status == ExitStatus.success)
            #expect(fixture.sentBodies == [#"{"name":"mycluster"}"#])
            try Golden.expect(terminal.text, is: "cluster-create-free.txt")
        }
    }

    private func write(_ text: String, to path: String) throws {
        try Files.write(Data(text.utf8), to: path)
    }

    @Test func flagsCountMoreThanTheFile() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let file = "\(home)/order.yml"
            try write(
                """
                name: fromfile
                machine-type: "b2c.4x16"   # quoted
                workerNum: 2
                hardware: dedicated
                private-vlan: dal10-private
                no-subnet: true
                diskEncryption: false
                """,
                to: file
            )
            let words = ["cluster-create", "--file", file, "--name", "mycluster", "--hardware", "shared"]
            #expect(await fixture.run(words, answer: Self.service(Self.stages)) == 0)
            let body = try #require(fixture.sentBodies.first)
            let sent = try JSONDecoder().decode(ClusterCreateRequest.self, from: Data(body.utf8))
            #expect(sent.name == "mycluster" && sent.machineType == "b2c.4x16" && sent.workerNum == 2)
            #expect(sent.isolation == "public" && sent.privateVlan == "dal10-private" && sent.publicVlan == nil)
            #expect(sent.noSubnet == true && sent.diskEncryption == false)
        }
    }

    @Test(arguments: [
        ("nmae: a\n", "Line 1 of"), ("name: a\nworkerNum: two\n", "'workerNum' in"),
        ("name: a\nhardware: big\n", "'hardware' in"), ("name: a\nno-subnet: maybe\n", "'no-subnet' in"),
    ])
    func filesThatAreWrongAreRefused(text: String, said: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try write(text, to: "\(home)/order.yml")
            let terminal = RecordedTerminal()
            let status = await fixture.run(["cluster-create", "--file", "\(home)/order.yml"], on: terminal)
            #expect(status == ExitStatus.failure)
            #expect(terminal.text.contains(said))
            #expect(fixture.requests.isEmpty)
        }
    }

    @Test func waitShowsEachStepOnceWithoutATerminal() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let words = ["cluster-create", "--name", "mycluster", "--workers", "2", "--wait"]
            #expect(await fixture.run(words, on: terminal, answer: Self.service(Self.stages)) == 0)
            try Golden.expect(terminal.text, is: "cluster-create-wait.txt")
        }
    }

    @Test func waitRewritesOneLineOnATerminal() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(isInteractive: true)
            let words = ["cluster-create", "--name", "mycluster", "--workers", "2", "--wait"]
            #expect(await fixture.run(words, on: terminal, answer: Self.service(Self.stages)) == 0)
            try Golden.expect(terminal.text, is: "cluster-create-wait-terminal.txt")
        }
    }

    @Test func serviceThatRestartsIsWaitedFor() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let looks = Locked(0)
            let service = Self.service([Self.stages[5]])
            let status = await fixture.run(["cluster-create", "--name", "mycluster", "--wait"], on: terminal) {
                request in
                let look = looks.withLock { look in
                    look += 1
                    return look
                }
                switch look {
                case 2: throw HTTPFault()
                case 3: return HTTPResponse(status: 503)
                case 4: throw HTTPClientError.interrupted(url: Fixture.endpoint, reason: "empty reply from server")
                case 5: throw HTTPClientError.timedOut(url: Fixture.endpoint)
                default: return try await service(request)
                }
            }
            #expect(status == ExitStatus.success)
            #expect(terminal.text.contains("the service does not answer"))
        }
    }

    private struct HTTPFault: Error {}

    @Test func failureGivesTheServersReason() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let failed = Fixture.cluster("critical", "Starting etcd failed: no space left on device")
            let status = await fixture.run(
                ["cluster-create", "--name", "mycluster", "--wait"],
                on: terminal,
                answer: Self.service([(failed, [])])
            )
            #expect(status == ExitStatus.failure)
            try Golden.expect(terminal.text, is: "cluster-create-failed.txt")
        }
    }

    @Test func timeoutSaysThatTheClusterGoesOn() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(
                ["cluster-create", "--name", "mycluster", "--wait", "--timeout", "5s"],
                on: terminal,
                answer: Self.service([Self.stages[1]])
            )
            #expect(status == ExitStatus.failure)
            try Golden.expect(terminal.text, is: "cluster-create-timeout.txt")
        }
    }

    @Test func clusterThatIsRemovedMeanwhileEndsTheWait() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let service = Self.service([])
            let status = await fixture.run(["cluster-create", "--name", "mycluster", "--wait"], on: terminal) {
                request in
                request.hasPrefix("POST") ? try await service(request) : try Fixture.notFound()
            }
            #expect(status == ExitStatus.failure)
            #expect(terminal.text.contains("could not be created: it was removed while it was being made."))
        }
    }

    @Test func interruptLeavesTheClusterInTheMaking() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let service = Self.service([Self.stages[1]])
            let status = await fixture.run(
                ["cluster-create", "--name", "mycluster", "--wait", "--timeout", "1h"],
                on: terminal
            ) { request in
                if request.hasPrefix("GET") { fixture.pressInterrupt() }
                if request.hasSuffix("/workers") { try await Task.sleep(for: .seconds(60)) }
                return try await service(request)
            }
            #expect(status == ExitStatus.usage)
            try Golden.expect(terminal.text, is: "cluster-create-interrupted.txt")
        }
    }

    @Test(arguments: [
        ["--name", "a", "--timeout", "5m"], ["--name", "a", "--wait", "--timeout", "soon"], ["--workers", "1"],
        ["--name", "a", "--workers", "-1"], ["--name", "a", "--workers", "two"], ["--name", "a", "b"],
        ["--name", "a", "--worker", "2"], ["--name", ""], ["--name", "a", "--hardware", "big"], ["--file", ""],
    ])
    func wrongUseIsFoundBeforeAnythingIsAsked(flags: [String]) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["cluster-create"] + flags, on: terminal) == ExitStatus.usage)
            #expect(fixture.requests.isEmpty)
            #expect(terminal.text.hasPrefix("FAILED\nIncorrect usage."))
        }
    }
}
