// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes
import Provisioning
import Supervision

/// One change of a running master: another version, the former one again, or the same with another configuration.
///
/// The workers are left alone: what runs on them goes on while there is no API server.
struct MasterChange: Sendable {
    /// One that ends so often is not going to become ready.
    private static let endLimit = 5

    /// Those of the version that the master is to have.
    let units: ControlPlaneUnits
    let supervision: ClusterSupervision
    let logger: Logger
    let report: @Sendable (ProvisioningStep) async -> Void

    private var layout: ClusterLayout { units.layout }

    /// Copies what etcd stores, then starts the master in its new version.
    func update(_ copy: EtcdCopy) async throws(ProvisioningError) {
        try await steps {
            if !copy.exists {
                try await step("Stopping the master") { try await stop([.controllers, .apiServer, .etcd]) }
                try await step("Copying what the master stores") { try await copy.make() }
            }
            try await start(endLimit: Self.endLimit)
        }
    }

    /// Brings back what etcd stored before the update, and starts the master in its former version.
    func restore(_ copy: EtcdCopy) async throws(ProvisioningError) {
        try await steps {
            try await step("Stopping the master") { try await stop([.controllers, .apiServer]) }
            if copy.exists {
                try await step("Bringing back what the master stored") { try await putBack(copy) }
            }
            try await step("Starting etcd") { try await controlPlane().startEtcd() }
            if let revision = try copy.formerRevision() {
                // Whoever watches from a change that is gone would otherwise miss the next ones.
                try await step("Starting etcd") { try await etcd().advance(to: revision) }
            }
            try await start(endLimit: nil)
        }
    }

    /// Stops and starts all but etcd.
    func restart() async throws(ProvisioningError) {
        try await steps {
            try await step("Stopping the master") { try await stop([.controllers, .apiServer]) }
            try await start(endLimit: nil)
        }
    }

    // MARK: Parts

    private enum Part {
        case etcd
        case apiServer
        case controllers
    }

    private func stop(_ parts: [Part]) async throws {
        for part in parts {
            let units =
                switch part {
                case .etcd: [units.etcd]
                case .apiServer: [units.apiServer]
                case .controllers: [units.controllerManager, units.scheduler]
                }
            for unit in units {
                await supervision.units.stop(foldersWithPrefix: unit.folder)
                // One that an earlier daemon started is supervised by nobody yet.
                try await Supervisor.endStrays(withMarkerPrefix: unit.folder, grace: .seconds(10))
            }
        }
    }

    private func putBack(_ copy: EtcdCopy) async throws {
        if try copy.formerRevision() == nil {
            do {
                try await controlPlane().startEtcd()
                try copy.noteFormerRevision(try await etcd().revision())
            } catch {
                try Task.checkCancellation()
                // It may be what etcd stores now that keeps it from starting.
                logger.warning("cannot ask etcd for its last change", ["reason": "\(error)"])
            }
        }
        try await stop([.etcd])
        try copy.putBack()
    }

    private func start(endLimit: Int?) async throws {
        try await step("Making keys and certificates") { try units.keys.ensureControlPlane() }
        guard let client = try units.keys.administratorClient() else { throw KeysMissing() }
        let controlPlane = controlPlane(endLimit: endLimit)
        try await step("Starting etcd") { try await controlPlane.startEtcd() }
        try await step("Starting the API server") { try await controlPlane.startAPIServer(client) }
        try await step("Starting the controllers") {
            try await controlPlane.startControllers()
            try await controlPlane.awaitControllers()
        }
    }

    private func controlPlane(endLimit: Int? = nil) -> ControlPlane {
        ControlPlane(units: units, supervisor: supervision.units, endLimit: endLimit)
    }

    private func etcd() throws -> EtcdClient {
        guard let client = try units.keys.etcdClient() else { throw KeysMissing() }
        return client
    }

    private func steps(_ action: () async throws -> Void) async throws(ProvisioningError) {
        do {
            try await action()
        } catch let error as ProvisioningError {
            throw error
        } catch is CancellationError {
            throw .cancelled
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .failed(step: "Changing the master", reason: "\(error)")
        }
    }

    private func step(_ title: String, _ action: () async throws -> Void) async throws {
        try Task.checkCancellation()
        await report(ProvisioningStep(phase: .master, title: title))
        do {
            try await action()
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ProvisioningError.failed(step: title, reason: "\(error)")
        }
    }
}

/// The keys of a cluster that runs are gone.
struct KeysMissing: Error, CustomStringConvertible {
    var description: String { "the keys of the cluster are gone" }
}
