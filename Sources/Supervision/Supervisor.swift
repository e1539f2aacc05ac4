// SPDX-License-Identifier: Apache-2.0

package import Basics
import Glibc
import ProcessControl

/// All supervised units of one owner: of a cluster, or of a service beside them.
package actor Supervisor {
    private let logger: Logger
    private let mayRestart: SupervisedUnit.RestartRule
    private var units: [String: SupervisedUnit] = [:]
    private var rotation: Task<Void, Never>?

    /// `mayRestart` is asked each time a unit has ended; one that may not is left until `ensure` starts it again.
    package init(logger: Logger, mayRestart: @escaping SupervisedUnit.RestartRule = { _ in true }) {
        self.logger = logger
        self.mayRestart = mayRestart
    }

    /// Makes the unit run as specified and keeps it running.
    ///
    /// A process that already runs as specified is taken over; one with other arguments is replaced. `beforeStart` runs
    /// each time before a process is started.
    package func ensure(
        _ specification: UnitSpecification,
        beforeStart: @escaping @Sendable () throws -> Void = {}
    ) async throws {
        if let unit = units[specification.folder] {
            if unit.specification == specification { return try await unit.start() }
            await unit.stop()
        }
        let unit = SupervisedUnit(
            specification,
            logger: logger,
            mayRestart: mayRestart,
            beforeStart: beforeStart
        )
        units[specification.folder] = unit
        startRotation()
        try await unit.start()
    }

    /// The process of a unit that is supervised.
    package func pid(ofUnitIn folder: String) async -> Int32? {
        await units[folder]?.pid
    }

    /// How often a unit that is supervised has ended.
    package func endCount(ofUnitIn folder: String) async -> Int {
        await units[folder]?.endCount ?? 0
    }

    /// Ends the units whose folder begins with `prefix`: all at the same time.
    package func stop(foldersWithPrefix prefix: String, grace: Duration = .seconds(10)) async {
        let stopped = units.filter { $0.key.hasPrefix(prefix) }
        for folder in stopped.keys { units[folder] = nil }
        await withTaskGroup { group in
            for unit in stopped.values { group.addTask { await unit.stop(grace: grace) } }
        }
    }

    /// Leaves all processes alone and stops watching them.
    package func release() async {
        rotation?.cancel()
        rotation = nil
        let released = units
        units = [:]
        for unit in released.values { await unit.release() }
    }

    /// Ends every process whose marker begins with `prefix`, supervised or not: all of a removed cluster, for example.
    ///
    /// Repeats until none is left, since a process may start another one meanwhile; throws if some cannot be ended.
    package static func endStrays(withMarkerPrefix prefix: String, grace: Duration = .seconds(2)) async throws {
        let ended = try await Deadline.poll(limit: .seconds(20)) { () -> Bool? in
            let entries = ProcessTable.processes(withEnvironment: UnitSpecification.marker, valuePrefix: prefix)
            if entries.isEmpty { return true }
            await withTaskGroup { group in
                for entry in entries {
                    guard let stray = RunningProcess.adopt(pid: entry.pid, startTime: entry.startTime) else { continue }
                    group.addTask { await stray.terminate(grace: grace) }
                }
            }
            return nil
        }
        guard ended == true else { throw StrayProcesses(prefix: prefix) }
    }

    private func startRotation() {
        guard rotation == nil else { return }
        rotation = Task { [weak self] in
            while (try? await Task.sleep(for: .seconds(20))) != nil {
                await self?.rotateLogs()
            }
        }
    }

    private func rotateLogs() async {
        for unit in units.values {
            do {
                try await unit.rotateLog()
            } catch {
                logger.warning("a log could not be rotated", ["error": "\(error)"])
            }
        }
    }
}

/// Processes that do not end.
package struct StrayProcesses: Error, CustomStringConvertible {
    package let prefix: String

    package var description: String { "processes of \(prefix) do not end" }
}
