// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

extension ControlGroups {
    /// Holds all processes in the groups where they are, and returns when they stand still.
    package func freeze() async throws {
        guard let control = freezer else { throw FreezingFailed(name: name) }
        try Self.write(control.isUnified ? "1" : "FROZEN", to: control.path)
        let frozen = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(10)) {
            try isFrozen(control) ? true : nil
        }
        guard frozen == true else {
            thaw()
            throw FreezingFailed(name: name)
        }
    }

    /// Lets all processes in the groups go on; fine if they never stood still.
    package func thaw() {
        guard let control = freezer else { return }
        Self.tryWrite(control.isUnified ? "0" : "THAWED", to: control.path)
    }

    /// How long the processors have computed for the group `child` and those in it until now, in seconds; 0 without it.
    package func computedSeconds(below child: String) -> Double {
        for hierarchy in hierarchies.legacy {
            guard let text = try? Self.text("\(hierarchy)/\(name)/\(child)/cpuacct.usage"), let used = Double(text)
            else { continue }
            return used / 1e9
        }
        guard let unified = hierarchies.unified, let text = try? Self.text("\(unified)/\(name)/\(child)/cpu.stat")
        else { return 0 }
        let line = text.split(separator: "\n").first { $0.hasPrefix("usage_usec ") }
        return (line.flatMap { Double($0.dropFirst("usage_usec ".count)) } ?? 0) / 1e6
    }

    private var freezer: (path: String, isUnified: Bool)? {
        for hierarchy in hierarchies.legacy where Files.exists("\(hierarchy)/\(name)/freezer.state") {
            return ("\(hierarchy)/\(name)/freezer.state", false)
        }
        guard let unified = hierarchies.unified else { return nil }
        let path = "\(unified)/\(name)/cgroup.freeze"
        return Files.exists(path) ? (path, true) : nil
    }

    private func isFrozen(_ control: (path: String, isUnified: Bool)) throws -> Bool {
        guard control.isUnified else { return try Self.text(control.path) == "FROZEN" }
        let events = String(control.path.dropLast("freeze".count)) + "events"
        return try Self.text(events).split(separator: "\n").contains("frozen 1")
    }
}

/// Processes in control groups that do not stand still.
package struct FreezingFailed: Error, CustomStringConvertible {
    package let name: String

    package var description: String { "the processes in the control group \"\(name)\" cannot be frozen" }
}
