// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl
import TestSupport
import Testing

@Suite struct RunningProcessTests {
    private func shell(_ script: String, log: String? = nil) -> ProcessSpecification {
        ProcessSpecification(
            executable: "/bin/sh",
            arguments: ["-c", script],
            environment: ["PATH": "/usr/bin:/bin"],
            logPath: log
        )
    }

    private func sleeper(_ environment: [String: String] = [:]) -> ProcessSpecification {
        ProcessSpecification(executable: "/bin/sleep", arguments: ["60"], environment: environment)
    }

    @Test func exitStatusIsReported() async throws {
        let process = try RunningProcess.spawn(shell("exit 7"))
        #expect(await process.wait() == .exited(7))
        #expect(await process.wait() == .exited(7))
        #expect(!process.isRunning)
        #expect(!process.signal(SIGTERM))
    }

    @Test func signalThatEndedItIsReported() async throws {
        let process = try RunningProcess.spawn(sleeper())
        #expect(process.isRunning)
        process.signal(SIGKILL)
        #expect(await process.wait() == .signalled(SIGKILL))
    }

    @Test func stoppedProcessIsKnown() async throws {
        let process = try RunningProcess.spawn(sleeper())
        #expect(!ProcessTable.isStopped(process.pid))
        process.signal(SIGSTOP)
        let isStopped = try await Deadline.poll(limit: .seconds(60)) {
            ProcessTable.isStopped(process.pid) ? true : nil
        }
        #expect(isStopped == true)
        await process.terminate(grace: .seconds(10))
    }

    @Test func callsForAStoppedProcessAreTold() async throws {
        let script = """
            import socket, time
            listener = socket.create_server(("127.0.0.1", 0))
            print(listener.fileno(), listener.getsockname()[1], flush=True)
            time.sleep(60)
            """
        try await withTemporaryDirectory { folder in
            let log = "\(folder)/log"
            let process = try RunningProcess.spawn(
                ProcessSpecification(executable: "/usr/bin/python3", arguments: ["-c", script], logPath: log)
            )
            let numbers = try await Deadline.poll(limit: .seconds(60)) { () -> [Int32]? in
                let text = String(decoding: try Files.read(log) ?? Data(), as: UTF8.self)
                let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
                return numbers.count == 2 ? numbers : nil
            }
            let (descriptor, port) = (try #require(numbers)[0], try #require(numbers)[1])
            process.signal(SIGSTOP)
            let calls = Locked(0)
            let watch = try process.watchSocket(descriptor) { calls.withLock { $0 += 1 } }
            #expect(calls.withLock { $0 } == 0)
            let caller = try RunningProcess.spawn(
                shell("exec python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", \(port)))'")
            )
            #expect(await caller.wait() == .exited(0))
            let isTold = try await Deadline.poll(limit: .seconds(60)) { calls.withLock { $0 } > 0 ? true : nil }
            #expect(isTold == true)
            watch.cancel()
            await process.terminate(grace: .seconds(10))
            #expect(throws: ProcessError.self) { _ = try process.watchSocket(descriptor) {} }
        }
    }

    @Test func outputIsAppendedToAPrivateLog() async throws {
        try await withTemporaryDirectory { folder in
            let log = "\(folder)/log"
            for word in ["one", "two"] {
                let process = try RunningProcess.spawn(shell("echo \(word); echo \(word) >&2", log: log))
                #expect(await process.wait() == .exited(0))
            }
            let content = try #require(try Files.read(log))
            #expect(String(decoding: content, as: UTF8.self) == "one\none\ntwo\ntwo\n")
            var information = stat()
            #expect(stat(log, &information) == 0)
            #expect(information.st_mode & 0o777 == 0o600)
        }
    }

    @Test func nothingIsInherited() async throws {
        let leak = open("/dev/null", O_RDONLY)
        try #require(leak >= 0)
        defer { close(leak) }
        let result = try await Subprocess.run(
            "/bin/sh",
            ["-c", "ls /proc/self/fd | wc -l; env | sort"],
            environment: [:]
        )
        let lines = result.output.split(separator: "\n").map(String.init)
        // 0, 1, 2 and the folder that ls reads; the shell adds PWD by itself.
        #expect(lines.first == "4")
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("PWD=") || $0.hasPrefix("_=") || $0.hasPrefix("SHLVL=") })
    }

    @Test func missingProgramIsAnError() throws {
        let specification = ProcessSpecification(executable: "/nonexistent/program")
        let expected = ProcessError.cannotStart(
            program: "/nonexistent/program",
            action: "execute the program",
            code: ENOENT
        )
        #expect(throws: expected) { try RunningProcess.spawn(specification) }
    }

    @Test func missingNetworkNamespaceIsAnError() throws {
        var specification = sleeper()
        specification.networkNamespace = "/run/netns/no-such-namespace"
        let error = #expect(throws: ProcessError.self) { try RunningProcess.spawn(specification) }
        #expect("\(try #require(error))".contains("enter its namespace"))
    }

    @Test func markedProcessIsFoundAndAdopted() async throws {
        let value = "/test/\(RandomText.hex(byteCount: 8))"
        let process = try RunningProcess.spawn(sleeper(["TEST_MARKER": value]))
        let entries = ProcessTable.processes(withEnvironment: "TEST_MARKER", value: value)
        let entry = try #require(entries.first)
        #expect(entries.count == 1)
        #expect(entry.pid == process.pid)
        #expect(entry.arguments == ["/bin/sleep", "60"])
        #expect(entry.executable.hasSuffix("/sleep"))
        #expect(ProcessTable.processes(withEnvironment: "TEST_MARKER", valuePrefix: "/test/").contains(entry))
        #expect(ProcessTable.processes(withEnvironment: "TEST_MARKER", value: "/test/").isEmpty)

        let adopted = try #require(RunningProcess.adopt(pid: entry.pid, startTime: entry.startTime))
        #expect(RunningProcess.adopt(pid: entry.pid, startTime: entry.startTime + 1) == nil)
        await adopted.terminate(grace: .seconds(5))
        #expect(!adopted.isRunning)
        #expect(!process.isRunning)
        #expect(ProcessTable.processes(withEnvironment: "TEST_MARKER", value: value).isEmpty)
    }

    @Test func endOfSomeoneElsesProcessIsSeen() async throws {
        // The shell ends, so its child becomes a process of someone else.
        let value = RandomText.hex(byteCount: 8)
        let specification = ProcessSpecification(
            executable: "/bin/sh",
            arguments: ["-c", "sleep 60 & exit 0"],
            environment: ["PATH": "/usr/bin:/bin", "TEST_MARKER": value]
        )
        let shell = try RunningProcess.spawn(specification)
        #expect(await shell.wait() == .exited(0))
        let entry = try #require(ProcessTable.processes(withEnvironment: "TEST_MARKER", value: value).first)
        let adopted = try #require(RunningProcess.adopt(pid: entry.pid, startTime: entry.startTime))
        #expect(adopted.isRunning)
        adopted.signal(SIGKILL)
        #expect(await adopted.wait() == nil)
        #expect(!adopted.isRunning)
    }

    @Test func processThatIgnoresTheRequestIsKilled() async throws {
        try await withTemporaryDirectory { folder in
            let log = "\(folder)/log"
            let process = try RunningProcess.spawn(shell("trap '' TERM; echo ready; sleep 60 & wait; wait", log: log))
            let ready = try await Deadline.poll(limit: .seconds(60)) {
                try Files.read(log).flatMap { $0.isEmpty ? nil : $0 }
            }
            #expect(ready != nil)
            await process.terminate(grace: .milliseconds(50))
            #expect(await process.wait() == .signalled(SIGKILL))
            kill(-process.pid, SIGKILL)
        }
    }

    @Test func endedChildrenAreReapedUnasked() async throws {
        let pids = try (0..<20).map { _ in try RunningProcess.spawn(shell("exit 0")).pid }
        let reaped = try await Deadline.poll(limit: .seconds(60)) {
            pids.allSatisfy { kill($0, 0) != 0 } ? true : nil
        }
        #expect(reaped == true)
    }

    @Test func waitingEndsWithTheTask() async throws {
        let process = try RunningProcess.spawn(sleeper())
        let task = Task { await process.wait() }
        task.cancel()
        #expect(await task.value == nil)
        #expect(process.isRunning)
        await process.terminate(grace: .seconds(5))
    }

    @Test(.enabled(if: geteuid() == 0 && Subprocess.find("setpriv") != nil, "needs root and setpriv"))
    func processesOfOtherUsersAreNotTakenForOurs() async throws {
        let program = try #require(Subprocess.find("setpriv"))
        let value = "stranger-\(UUID().uuidString)"
        let stranger = try RunningProcess.spawn(
            ProcessSpecification(
                executable: program,
                arguments: ["--reuid=54321", "--clear-groups", "/bin/sleep", "60"],
                environment: ["TEST_MARKER": value]
            )
        )
        let isSleeping = try await Deadline.poll(limit: .seconds(60)) { () -> Bool? in
            let text = try Files.read("/proc/\(stranger.pid)/comm") ?? Data()
            return text == Data("sleep\n".utf8) ? true : nil
        }
        #expect(isSleeping == true)
        #expect(ProcessTable.processes(withEnvironment: "TEST_MARKER", value: value).isEmpty)
        await stranger.terminate(grace: .seconds(5))
    }
}
