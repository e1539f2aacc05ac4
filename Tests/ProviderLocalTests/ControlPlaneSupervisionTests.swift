// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import ProcessControl
import TestSupport
import Testing

@testable import ProviderLocal
@testable import Supervision

/// Supervision of small programs.
@Suite struct ControlPlaneSupervisionTests {
    private func unit(_ folder: String, seconds: Int = 600) -> UnitSpecification {
        UnitSpecification(folder: "\(folder)/units/sleeper", executable: "/bin/sleep", arguments: ["\(seconds)"])
    }

    /// Runs `body` and ends what is left of its units.
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(folder))
            } catch {
                result = .failure(error)
            }
            try await Supervisor.endStrays(withMarkerPrefix: "\(folder)/", grace: .zero)
            try result.get()
        }
    }

    private func pids(_ unit: UnitSpecification) -> [Int32] {
        ProcessTable.processes(withEnvironment: UnitSpecification.marker, value: unit.folder).map(\.pid)
    }

    @Test func endedUnitIsStartedAgain() async throws {
        try await withFolder { folder in
            let supervisor = Supervisor(logger: .silent)
            let unit = unit(folder)
            try await supervisor.ensure(unit)
            let first = try #require(await supervisor.pid(ofUnitIn: unit.folder))
            kill(first, SIGKILL)
            let second = try await Deadline.poll(limit: .seconds(60)) { () -> Int32? in
                guard let pid = await supervisor.pid(ofUnitIn: unit.folder), pid != first else { return nil }
                return pid
            }
            #expect(pids(unit) == [try #require(second)])
            await supervisor.stop(foldersWithPrefix: folder)
            #expect(pids(unit).isEmpty)
        }
    }

    @Test func runningUnitIsTakenOverAndNotDoubled() async throws {
        try await withFolder { folder in
            let first = Supervisor(logger: .silent)
            let unit = unit(folder)
            try await first.ensure(unit)
            try await first.ensure(unit)
            let pid = try #require(await first.pid(ofUnitIn: unit.folder))
            await first.release()
            #expect(pids(unit) == [pid])
            let second = Supervisor(logger: .silent)
            try await second.ensure(unit)
            #expect(await second.pid(ofUnitIn: unit.folder) == pid)
            #expect(pids(unit) == [pid])
        }
    }

    @Test(arguments: [true, false])
    func changedArgumentsReplaceTheUnit(isReleasedBefore: Bool) async throws {
        try await withFolder { folder in
            let first = Supervisor(logger: .silent)
            try await first.ensure(unit(folder, seconds: 600))
            let before = pids(unit(folder))
            if isReleasedBefore { await first.release() }
            let second = isReleasedBefore ? Supervisor(logger: .silent) : first
            try await second.ensure(unit(folder, seconds: 601))
            let after = pids(unit(folder))
            #expect(after.count == 1)
            #expect(after != before)
        }
    }

    @Test func releasedUnitIsNotStartedAgain() async throws {
        try await withFolder { folder in
            let supervisor = Supervisor(logger: .silent)
            let unit = unit(folder)
            try await supervisor.ensure(unit)
            let pid = try #require(pids(unit).first)
            await supervisor.release()
            let process = try #require(RunningProcess.adopt(pid: pid, startTime: ProcessTable.startTime(of: pid) ?? 0))
            await process.terminate(grace: .seconds(5))
            #expect(pids(unit).isEmpty)
        }
    }

    @Test func missingProgramIsAnErrorOfTheFirstStart() async throws {
        try await withFolder { folder in
            let unit = UnitSpecification(folder: "\(folder)/u", executable: "/nonexistent", arguments: [])
            await #expect(throws: ProcessError.self) { try await Supervisor(logger: .silent).ensure(unit) }
        }
    }

    @Test func longLogIsCutAndKept() async throws {
        try await withTemporaryDirectory { folder in
            let log = "\(folder)/log"
            for number in 1...5 {
                try Files.write(Data("log \(number)".utf8), to: log)
                try LogRotation.rotate(log, limit: 3)
                #expect(try Files.read(log) == Data())
            }
            let kept = try (1...4).map { try Files.read("\(log).\($0)").map { String(decoding: $0, as: UTF8.self) } }
            #expect(kept == ["log 5", "log 4", "log 3", nil])
            try Files.write(Data("abc".utf8), to: log)
            try LogRotation.rotate(log, limit: 3)
            #expect(try Files.read(log) == Data("abc".utf8))
        }
    }
}
