// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes
import Provisioning

/// One run through the steps that raise a cluster.
///
/// What does not depend on the API server is done while it starts.
struct ClusterRealization: Sendable {
    private static let makingKeys = "Making keys and certificates"
    private static let preparingWorkers = "Preparing the workers"
    private static let controllersLimit = Duration.seconds(60)
    /// How long requests are tried again while supervision brings back a crashed API server or etcd.
    private static let clientPatience = Duration.seconds(30)

    let order: ClusterOrder
    let units: ControlPlaneUnits
    let supervision: ClusterSupervision
    let logger: Logger
    let report: @Sendable (ProvisioningStep) async -> Void

    func run() async throws(ProvisioningError) {
        do {
            try await raise()
        } catch let error as ProvisioningError {
            throw error
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .failed(step: "Building the cluster", reason: "\(error)")
        }
    }

    private func raise() async throws {
        let controlPlane = ControlPlane(units: units, supervisor: supervision.units)
        try await step(.master, Self.makingKeys) { try units.keys.ensureControlPlane() }
        guard let client = try units.keys.administratorClient(patience: Self.clientPatience) else {
            throw ProvisioningError.failed(step: Self.makingKeys, reason: "they are gone")
        }
        let workers = ClusterWorkers(order: order, units: units, supervision: supervision)
        async let preparation = prepare(workers)
        try await step(.master, "Starting etcd") { try await controlPlane.startEtcd() }
        try await step(.master, "Starting the API server") { try await controlPlane.startAPIServer(client) }
        try await step(.master, "Starting the controllers") { try await controlPlane.startControllers() }
        var failures: ClusterWorkers.Failures = [:]
        if !order.workers.isEmpty {
            await report(ProvisioningStep(phase: .workers, title: Self.preparingWorkers))
            failures = try await preparation
            try await step(.workers, "Waiting for the workers to be ready") {
                failures = try await workers.join(client, unlessFailed: failures)
            }
        }
        // A cluster that is realized is in the middle of no update.
        try EtcdCopy.removeAll(of: units.layout)
        try await step(.workers, "Waiting for the controllers") { try await awaitControllers(client) }
        try await step(.workers, "Waiting until users can log in") { try await awaitIdentity(client) }
        guard failures.isEmpty else { throw ProvisioningError.workersFailed(failures) }
    }

    /// Returns when the controller manager has done its first work: pods can be made from then on.
    private func awaitControllers(_ client: KubernetesClient) async throws {
        let path = "/api/v1/namespaces/default/serviceaccounts/default"
        let account = try await Deadline.poll(every: .milliseconds(100), limit: Self.controllersLimit) {
            try await client.find(path)
        }
        guard account != nil else { throw UnitNotReady(unit: units.controllerManager, limit: Self.controllersLimit) }
    }

    /// Returns when users' tokens open the API server; at once if there is no issuer.
    private func awaitIdentity(_ client: KubernetesClient) async throws {
        guard let issuer = units.configuration.issuerURL,
            let probe = try IdentityProbe(units.configuration, keys: units.keys, serverURL: client.serverURL)
        else { return }
        try await probe.wait(issuerURL: issuer)
    }

    /// Goes on while the control plane starts, so it is no step in the line of the others.
    private func prepare(_ workers: ClusterWorkers) async throws -> ClusterWorkers.Failures {
        do {
            return try await workers.prepare()
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ProvisioningError.failed(step: Self.preparingWorkers, reason: "\(error)")
        }
    }

    private func step(
        _ phase: ProvisioningStep.Phase,
        _ title: String,
        _ action: () async throws -> Void
    ) async throws {
        guard !Task.isCancelled else { throw CancellationError() }
        await report(ProvisioningStep(phase: phase, title: title))
        do {
            try await action()
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw ProvisioningError.failed(step: title, reason: "\(error)")
        }
    }
}
