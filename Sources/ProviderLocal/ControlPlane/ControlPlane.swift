// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Kubernetes
import Supervision

/// Raises the control plane of one cluster, step by step; each step looks first.
struct ControlPlane: Sendable {
    private static let etcdLimit = Duration.seconds(60)
    private static let apiServerLimit = Duration.seconds(120)
    private static let portPatience = Duration.seconds(3)
    /// A controller that cannot work ends within this time.
    private static let controllerTrial = Duration.seconds(3)
    private static let controllersLimit = Duration.seconds(60)

    let units: ControlPlaneUnits
    let supervisor: Supervisor
    /// How often a program may end before it counts as one that will not become ready; nil for any number of times.
    var endLimit: Int?

    /// Starts etcd and returns when it accepts connections.
    func startEtcd() async throws {
        try Files.makeDirectory(units.layout.etcdDataFolder)
        try await supervisor.ensure(units.etcd)
        let port = units.layout.allocation.etcdClientPort
        try await wait(for: units.etcd, port: port, every: .milliseconds(20), limit: Self.etcdLimit) {
            PortProbe.answers(port)
        }
    }

    /// Starts the API server and returns when it is ready for requests.
    func startAPIServer(_ client: KubernetesClient) async throws {
        try units.auditFiles.ensure()
        try await supervisor.ensure(units.apiServer)
        let port = units.layout.allocation.apiServerPort
        try await wait(for: units.apiServer, port: port, every: .milliseconds(50), limit: Self.apiServerLimit) {
            await client.isReady()
        }
    }

    /// Returns when the unit is ready; fails soon if another program has its port.
    private func wait(
        for unit: UnitSpecification,
        port: UInt16,
        every interval: Duration,
        limit: Duration,
        until isReady: () async -> Bool
    ) async throws {
        var takenSince: ContinuousClock.Instant?
        let answer = try await Deadline.poll(every: interval, limit: limit) { () -> Bool? in
            let own = await supervisor.pid(ofUnitIn: unit.folder)
            if let holder = PortHolder.find(port, expected: own), holder.pid != own {
                // A process of ours that was ended may wind up.
                let since = takenSince ?? .now
                takenSince = since
                guard since.duration(to: .now) < Self.portPatience else {
                    throw PortTaken(unit: unit.name, port: port, holder: holder)
                }
                return nil
            }
            takenSince = nil
            if let endLimit, await supervisor.endCount(ofUnitIn: unit.folder) >= endLimit {
                throw UnitEnds(unit: unit)
            }
            return await isReady() ? true : nil
        }
        guard answer == true else { throw UnitNotReady(unit: unit, limit: limit) }
    }

    /// Ends what cannot stand a long pause: controllers would take all nodes for lost after it.
    static func endControllers(layout: ClusterLayout, supervisor: Supervisor) async throws {
        for name in ["kube-controller-manager", "kube-scheduler"] {
            await supervisor.stop(foldersWithPrefix: layout.unitFolder(name))
            // Those that an earlier daemon started and this one did not take over.
            try await Supervisor.endStrays(withMarkerPrefix: layout.unitFolder(name))
        }
    }

    /// Starts what needs a ready API server.
    func startControllers() async throws {
        try await supervisor.ensure(units.controllerManager)
        try await supervisor.ensure(units.scheduler)
    }

    /// Returns when the controllers have run for a while without an end.
    func awaitControllers() async throws {
        for unit in [units.controllerManager, units.scheduler] {
            var since = ContinuousClock.now
            var pid: Int32?
            let isSteady = try await Deadline.poll(every: .milliseconds(200), limit: Self.controllersLimit) {
                () -> Bool? in
                let present = await supervisor.pid(ofUnitIn: unit.folder)
                if present == nil || present != pid { (pid, since) = (present, .now) }
                if let endLimit, await supervisor.endCount(ofUnitIn: unit.folder) >= endLimit {
                    throw UnitEnds(unit: unit)
                }
                return pid != nil && since.duration(to: .now) >= Self.controllerTrial ? true : nil
            }
            guard isSteady != nil else { throw UnitNotReady(unit: unit, limit: Self.controllersLimit) }
        }
    }
}

/// A program of the control plane did not become ready in time.
struct UnitNotReady: Error, CustomStringConvertible {
    let unit: UnitSpecification
    let limit: Duration

    var description: String {
        "\(unit.name) was not ready within \(limit.components.seconds) s; its last words: \(unit.lastWords)"
    }
}

/// A program of the control plane ends again and again.
struct UnitEnds: Error, CustomStringConvertible {
    let unit: UnitSpecification

    var description: String { "\(unit.name) ends again and again; its last words: \(unit.lastWords)" }
}

extension UnitSpecification {
    /// The end of its log.
    fileprivate var lastWords: String {
        guard let log = try? Files.read(logPath) else { return "none" }
        let lines = String(decoding: log.suffix(4_000), as: UTF8.self).split(separator: "\n").suffix(3)
        return lines.isEmpty ? "none" : lines.map { String($0.suffix(300)) }.joined(separator: " / ")
    }
}
