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

    let units: ControlPlaneUnits
    let supervisor: Supervisor

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
            return await isReady() ? true : nil
        }
        guard answer == true else { throw UnitNotReady(unit: unit, limit: limit) }
    }

    /// Starts what needs a ready API server.
    func startControllers() async throws {
        try await supervisor.ensure(units.controllerManager)
        try await supervisor.ensure(units.scheduler)
    }
}

/// A program of the control plane did not become ready in time.
struct UnitNotReady: Error, CustomStringConvertible {
    let unit: UnitSpecification
    let limit: Duration

    var description: String {
        "\(unit.name) was not ready within \(limit.components.seconds) s; its last words: \(lastWords)"
    }

    private var lastWords: String {
        guard let log = try? Files.read(unit.logPath) else { return "none" }
        let lines = String(decoding: log.suffix(4_000), as: UTF8.self).split(separator: "\n").suffix(3)
        return lines.isEmpty ? "none" : lines.map { String($0.suffix(300)) }.joined(separator: " / ")
    }
}
