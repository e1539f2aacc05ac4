// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import ProcessControl
import Testing

@Suite struct SubprocessTests {
    @Test func outputsAreCollectedApart() async throws {
        let result = try await Subprocess.run("sh", ["-c", "echo out; echo err >&2; exit 3"])
        #expect(result.status == .exited(3))
        #expect(result.output == "out\n")
        #expect(result.errorOutput == "err\n")
    }

    @Test func inputArrivesWhole() async throws {
        let text = String(repeating: "0123456789abcdef", count: 20_000)
        #expect(try await Subprocess.runChecked("cat", [], input: Data(text.utf8)) == text)
    }

    @Test func failureCarriesTheEndOfTheErrorOutput() async throws {
        let expected = ProcessError.failed(
            command: "sh -c echo broken >&2; exit 4",
            status: .exited(4),
            message: "broken"
        )
        await #expect(throws: expected) { try await Subprocess.runChecked("sh", ["-c", "echo broken >&2; exit 4"]) }
        #expect("\(expected)" == "sh -c echo broken >&2; exit 4 ended with status 4: broken")
    }

    @Test func slowProgramIsKilledWithItsChildren() async throws {
        let start = ContinuousClock.now
        await #expect(throws: ProcessError.timedOut(command: "sh -c sleep 600; true")) {
            try await Subprocess.run("sh", ["-c", "sleep 600; true"], timeLimit: .milliseconds(200))
        }
        #expect(ContinuousClock.now - start < .seconds(300))
    }

    @Test func grandchildrenHoldNobodyUp() async throws {
        let start = ContinuousClock.now
        let result = try await Subprocess.run("sh", ["-c", "sleep 600 & echo $!"])
        #expect(ContinuousClock.now - start < .seconds(300))
        let pid = try #require(Int32(result.output.prefix { $0.isNumber }))
        kill(pid, SIGKILL)
    }

    @Test func cancellationKillsTheProgram() async throws {
        let task = Task { try await Subprocess.run("sleep", ["60"]) }
        task.cancel()
        await #expect(throws: ProcessError.cancelled(command: "sleep 60")) { try await task.value }
    }

    @Test func missingProgramIsNamed() async throws {
        await #expect(throws: ProcessError.notFound(program: "no-such-program")) {
            try await Subprocess.run("no-such-program", [])
        }
    }

    @Test func systemProgramsAreFoundWithoutPath() {
        #expect(Subprocess.find("sh", path: "") != nil)
        #expect(Subprocess.find("no-such-program") == nil)
    }
}
