// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes
import Provisioning

/// One run through the steps that raise a cluster.
///
/// What does not depend on the API server is done while it starts.
struct ClusterRealization: Sendable {
    private static let controllersLimit = Duration.seconds(60)

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
        guard let client = try units.keys.administratorClient() else {
            throw ProvisioningError.failed(step: "Preparing the cluster", reason: "its keys are gone")
        }
        try await step(.master, "Starting etcd") { try await controlPlane.startEtcd() }
        try await step(.master, "Starting the API server") { try await controlPlane.startAPIServer(client) }
        try await step(.master, "Starting the controllers") {
            try await controlPlane.startControllers()
            try await controlPlane.grantAccess(to: order.administrators, client)
        }
        try await step(.workers, "Waiting for the controllers") { try await awaitControllers(client) }
    }

    /// Returns when the controller manager has done its first work: pods can be made from then on.
    private func awaitControllers(_ client: KubernetesClient) async throws {
        let path = "/api/v1/namespaces/default/serviceaccounts/default"
        let account = try await Deadline.poll(every: .milliseconds(100), limit: Self.controllersLimit) {
            try await client.find(path)
        }
        guard account != nil else { throw UnitNotReady(unit: units.controllerManager, limit: Self.controllersLimit) }
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
