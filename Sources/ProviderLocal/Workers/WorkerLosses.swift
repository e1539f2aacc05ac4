// SPDX-License-Identifier: Apache-2.0

import Basics
import ProcessControl
import Supervision

/// Knows the workers of one cluster that broke down: of which no process is left, as of a machine without power.
///
/// A program that ends alone is started again at once. But a worker that broke down stays down for a while: its pods are
/// gone anyway, and run elsewhere sooner than it could be trusted again.
actor WorkerLosses {
    private let layout: ClusterLayout
    private let report: @Sendable (_ node: String) async -> Void
    /// The nodes of the workers that run, by their numbers.
    private var running: [Int: String] = [:]
    private var lost: Set<Int> = []

    /// `report` is told the node of each worker that breaks down.
    init(layout: ClusterLayout, report: @escaping @Sendable (_ node: String) async -> Void) {
        self.layout = layout
        self.report = report
    }

    /// Whether a unit that ended is to be started again by itself.
    func mayRestart(_ unit: UnitSpecification) -> Bool {
        guard let number = number(of: unit) else { return true }
        if lost.contains(number) { return false }
        guard let node = running[number], let groups = try? ControlGroups(name: layout.cgroupName(number)),
            groups.isEmpty
        else { return true }
        lost.insert(number)
        let report = report
        Task { await report(node) }
        return false
    }

    /// All of the worker has been started.
    func noteRunning(_ number: Int, node: String) {
        running[number] = node
    }

    /// The worker is stopped or started on purpose; true if it had broken down.
    @discardableResult
    func forget(_ number: Int) -> Bool {
        running[number] = nil
        return lost.remove(number) != nil
    }

    private func number(of unit: UnitSpecification) -> Int? {
        let prefix = layout.unitFolder("w")
        guard unit.folder.hasPrefix(prefix) else { return nil }
        return Int(unit.folder.dropFirst(prefix.count).prefix { $0 != "-" })
    }
}
