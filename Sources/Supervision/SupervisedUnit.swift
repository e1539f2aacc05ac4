// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
import Glibc
import ProcessControl

/// Keeps one program running: takes over a process that is there, else starts one, and starts it again when it ends.
///
/// The process outlives this object and the daemon. It is found again by the marker in its environment, so a crash
/// between starting it and writing that down cannot lose it.
package actor SupervisedUnit {
    /// Whether a unit that ended is to be started again by itself.
    package typealias RestartRule = @Sendable (UnitSpecification) async -> Bool

    /// A process that lived this long was healthy: the next pause is a short one again.
    private static let healthyLife = Duration.seconds(30)
    private static let executor = ThreadExecutor(label: "supervision")

    package let specification: UnitSpecification
    private let beforeStart: @Sendable () throws -> Void
    private let logger: Logger
    private let mayRestart: RestartRule
    private var backoff = Backoff(first: .milliseconds(200), limit: .seconds(10))
    private var process: RunningProcess?
    /// How often the program has ended since it was to run.
    package private(set) var endCount = 0
    private var loop: Task<Void, Never>?

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        Self.executor.asUnownedSerialExecutor()
    }

    /// `beforeStart` runs each time before a new process is started, when none is there.
    package init(
        _ specification: UnitSpecification,
        logger: Logger,
        mayRestart: @escaping RestartRule = { _ in true },
        beforeStart: @escaping @Sendable () throws -> Void = {}
    ) {
        self.specification = specification
        self.mayRestart = mayRestart
        self.beforeStart = beforeStart
        self.logger = logger.with(["unit": specification.name])
    }

    /// The process that runs now.
    package var pid: Int32? {
        process.flatMap { $0.isRunning ? $0.pid : nil }
    }

    /// Starts keeping the program running and returns when there is a process; does nothing the second time.
    package func start() async throws {
        guard loop == nil else { return }
        try Files.makeDirectory(specification.folder)
        try rotateLog()
        await endStaleProcesses()
        guard loop == nil else { return }
        process = try adoptOrSpawn()
        loop = Task { await keepRunning() }
    }

    /// Stops keeping it running and ends the process: asks first, kills after `grace`.
    package func stop(grace: Duration = .seconds(10)) async {
        await release()
        await Self.endProcesses(markedWith: specification.folder, executable: specification.executable, grace: grace)
    }

    /// Stops keeping it running and leaves the process alone.
    package func release() async {
        let running = loop
        loop = nil
        running?.cancel()
        await running?.value
        process = nil
    }

    /// Cuts the log when it has grown too long.
    package func rotateLog() throws {
        try LogRotation.rotate(specification.logPath)
    }

    /// Ends the processes of a unit, whoever started them.
    package static func endProcesses(markedWith folder: String, executable: String, grace: Duration) async {
        let name = resolved(executable)
        let entries = ProcessTable.processes(withEnvironment: UnitSpecification.marker, value: folder)
            .filter { $0.executable == name }
        for entry in entries {
            await RunningProcess.adopt(pid: entry.pid, startTime: entry.startTime)?.terminate(grace: grace)
        }
    }

    private func keepRunning() async {
        while !Task.isCancelled {
            if let running = process {
                let start = ContinuousClock.now
                let status = await running.wait()
                guard !Task.isCancelled else { return }
                if ContinuousClock.now - start >= Self.healthyLife { backoff.reset() }
                endCount += 1
                logger.warning("a unit ended", ["status": status.map(String.init(describing:)) ?? "unknown"])
                process = nil
            }
            guard (try? await Task.sleep(for: backoff.next())) != nil, !Task.isCancelled else { return }
            guard await mayRestart(specification) else {
                // Unless somebody else has done so meanwhile: from here on the unit counts as not started.
                if !Task.isCancelled { loop = nil }
                return
            }
            guard !Task.isCancelled else { return }
            do {
                process = try adoptOrSpawn()
            } catch {
                logger.error("a unit could not be started", ["error": "\(error)"])
            }
        }
    }

    /// The unit's process: the oldest one that runs as specified, else a new one.
    private func adoptOrSpawn() throws -> RunningProcess {
        for entry in processes().filter(isCurrent) {
            guard let running = RunningProcess.adopt(pid: entry.pid, startTime: entry.startTime) else { continue }
            logger.debug("took over a unit", ["pid": "\(entry.pid)"])
            return running
        }
        try beforeStart()
        let started = try RunningProcess.spawn(specification.process)
        logger.debug("started a unit", ["pid": "\(started.pid)"])
        return started
    }

    /// Ends processes of this unit that run with other arguments than are wanted now.
    private func endStaleProcesses() async {
        for entry in processes() where !isCurrent(entry) {
            logger.info("ending a unit whose arguments changed", ["pid": "\(entry.pid)"])
            await RunningProcess.adopt(pid: entry.pid, startTime: entry.startTime)?.terminate(grace: .seconds(10))
        }
    }

    private func processes() -> [ProcessEntry] {
        let name = Self.programName(specification.executable)
        return ProcessTable.processes(withEnvironment: UnitSpecification.marker, value: specification.folder)
            .filter { Self.programName($0.executable) == name }
    }

    private func isCurrent(_ entry: ProcessEntry) -> Bool {
        entry.executable == Self.resolved(specification.executable)
            && Array(entry.arguments.dropFirst()) == specification.arguments
    }

    private static func programName(_ path: String) -> Substring {
        path.split(separator: "/").last ?? ""
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
