// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient
import TestSupport
import Testing

@Suite struct BuildTests {
    private typealias Fixture = ContainerRegistryFixture

    /// Runs a build of a folder with a Dockerfile, an ignored file and another one.
    private static func build(
        _ flags: [String],
        environment: [String: String] = [:],
        expecting status: Int32 = ExitStatus.success,
        answer: @escaping Fixture.Answer
    ) async throws -> (text: String, requests: [String], body: String) {
        try await withTemporaryDirectory { home in
            var fixture = try Fixture(home: home)
            fixture.environment.merge(environment) { $1 }
            fixture.environment["TMPDIR"] = home
            try Files.makeDirectory(home + "/app/docker")
            for (name, text) in [
                ("Dockerfile", "FROM scratch"), (".dockerignore", "*.log\nDockerfile\n"), ("a.log", "log"),
                ("b.txt", "text"),
                ("docker/Other", "FROM other"),
            ] { try Files.write(Data(text.utf8), to: "\(home)/app/\(name)") }
            let terminal = RecordedTerminal()
            let words = ["build"] + flags + [home + "/app"]
            #expect(await fixture.run(words, on: terminal, answer: answer) == status, "\(terminal.text)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: home).allSatisfy { !$0.hasPrefix("bx-") })
            return (terminal.text, fixture.requests, fixture.sentBodies.last ?? "")
        }
    }

    private static func lines(_ lines: RegistryBuildLine..., cutOff: Bool = false) throws -> HTTPResponse {
        let encoder = JSONEncoder()
        let text = try lines.map { String(decoding: try encoder.encode($0), as: UTF8.self) }.joined(
            separator: "\r\n{}\r\n"
        )
        return HTTPResponse(status: 200, body: .bytes(Data((text + (cutOff ? "" : "\n")).utf8)))
    }

    private static let done = RegistryBuildLine(
        aux: RegistryBuildLine.Result(tag: "1", digest: Fixture.digest, size: 7)
    )

    @Test func theLogIsShownAndTheContextSent() async throws {
        let shown = try await Self.build(["-t", "ns/web:1"]) { request in
            #expect(request.headers["Account"] == "account-1")
            #expect(request.headers["Content-Type"] == "application/x-tar")
            return try Self.lines(
                RegistryBuildLine(stream: "Step 1/1 : FROM scratch\n"),
                RegistryBuildLine(stream: " ---> no end"),
                RegistryBuildLine(status: "Pushing"),
                Self.done
            )
        }
        try Golden.expect(shown.text, is: "build.txt")
        #expect(shown.requests == ["POST /api/v1/builds?t=registry.example.com%3A31443%2Fns%2Fweb%3A1"])
        #expect(shown.body.contains("FROM scratch") && shown.body.contains("text"))
        #expect(!shown.body.contains("a.log\0"))
    }

    @Test func flagsReachTheServer() async throws {
        let flags = [
            "--tag", "\(Fixture.host)/ns/web", "--no-cache", "--pull", "-q", "--build-arg", "A=1=2", "--build-arg", "B",
            "--build-arg", "MISSING", "--file", "docker/Other",
        ]
        let shown = try await Self.build(flags, environment: ["B": "from here"]) { _ in try Self.lines(Self.done) }
        #expect(shown.text == Fixture.digest + "\n")
        let query = try #require(shown.requests.last?.split(separator: "?").last.map(String.init))
        let items = PercentCoding.decodeForm(query)
        let order = RegistryBuildOrder { name in items.first { $0.name == name }?.value }
        #expect(
            order
                == RegistryBuildOrder(
                    reference: "\(Fixture.host)/ns/web:latest",
                    dockerfile: "docker/Other",
                    arguments: ["A": "1=2", "B": "from here"],
                    ignoresCache: true,
                    pulls: true,
                    isQuiet: true
                )
        )
    }

    @Test func aFailedBuildFails() async throws {
        let shown = try await Self.build(["-t", "ns/web"], expecting: ExitStatus.failure) { _ in
            try Self.lines(
                RegistryBuildLine(stream: "Step 2/2 : RUN false"),
                RegistryBuildLine(error: "the command '/bin/sh -c false' ended with status 1", code: 1)
            )
        }
        #expect(
            shown.text.contains(
                "RUN false\nFAILED\nThe build failed: the command '/bin/sh -c false' ended with status 1"
            )
        )
    }

    @Test func anAnswerThatEndsEarlyIsNoSuccess() async throws {
        let shown = try await Self.build(["-t", "ns/web"], expecting: ExitStatus.failure) { _ in
            try Self.lines(RegistryBuildLine(stream: "Step 1\n"))
        }
        #expect(shown.text.contains("the build log ends early"))
    }

    @Test func aRefusalIsTold() async throws {
        let shown = try await Self.build(["-t", "ns/web"], expecting: ExitStatus.failure) { _ in
            try Fixture.failure(403, "CRG0009E", "You are not authorized to push to 'ns'.")
        }
        #expect(shown.text.contains("You are not authorized to push to 'ns'. (CRG0009E)"))
    }

    @Test func anInterruptCancelsTheBuild() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try Files.write(Data("FROM scratch".utf8), to: home + "/Dockerfile")
            let terminal = RecordedTerminal()
            let status = await fixture.run(["build", "-t", "ns/web", home], on: terminal) { _ in
                fixture.pressInterrupt()
                try await Task.sleep(for: .seconds(60))
                return HTTPResponse(status: 200)
            }
            #expect(status == ExitStatus.usage)
            #expect(terminal.text.hasSuffix("The build was cancelled.\n"))
        }
    }

    @Test(arguments: [
        (["-t", "x/y", "--file", "None"], "/None. Name the Dockerfile"),
        (["-t", "x/y", "--file", "../bin"], "is not inside of"),
        (["-t", "x/y", "--build-arg", "=1"], "'--build-arg' takes KEY=VALUE"),
    ])
    func mistakesAreFoundBeforeAnythingIsSent(flags: [String], words: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try Files.makeDirectory(home + "/bin")
            try Files.makeDirectory(home + "/app")
            try Files.write(Data("FROM scratch".utf8), to: home + "/app/Dockerfile")
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["build"] + flags + [home + "/app"], on: terminal) != ExitStatus.success)
            #expect(terminal.text.contains(words), "\(terminal.text)")
            #expect(fixture.requests.isEmpty)
        }
    }
}
