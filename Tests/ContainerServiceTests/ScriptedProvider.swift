// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import Provisioning

/// A provider that builds nothing and does as it is told.
final class ScriptedProvider: ClusterProvider {
    struct Script {
        var capabilities = ProviderCapabilities(
            versions: [KubernetesVersion(major: 1, minor: 20, patch: 2)],
            masterObstacles: [],
            workerObstacles: [],
            hostCores: 4,
            hostMemoryGiB: 16,
            workerSystem: "DEBIAN_12",
            workerStorageGiB: 80
        )
        /// What the next calls throw.
        var realizeFailures: [ProvisioningError] = []
        var removeFailures: [ProvisioningError] = []
        /// What the next changes of a master throw.
        var masterFailures: [ProvisioningError] = []
        /// What the next calls for these workers throw.
        var workerFailures: [String: [ProvisioningError]] = [:]
        /// What every call of `grantAccess` throws.
        var grantFailure: ProvisioningError?
        /// Whether `realize` waits after its first step.
        var isHeld = false
        /// How many steps `realize` reports.
        var stepCount = 2
        /// Workers that are not ready, with the reason.
        var brokenWorkers: [String: String] = [:]
        /// What workers that are ready run short of.
        var shortages: [String: String] = [:]
        var masterMessage = ""
        /// When all clusters were last of use; nil means now.
        var lastUse: Date?
        /// What the next calls of `hibernate` throw.
        var hibernateFailures: [ProvisioningError] = []
        /// Identifiers of prepared clusters.
        var prepared: [String] = []
        /// The rules for updates inside all clusters, and the labels of their nodes.
        var updateFacts = WorkerUpdateFacts(rules: nil, labels: [:])
    }

    private struct World {
        var script = Script()
        var clusters: [String: ClusterOrder] = [:]
        var rights: [String: ClusterRights] = [:]
        var pullSecrets: [String: [PullCredential]] = [:]
        var calls: [String] = []
        var observationCount = 0
        var frozen: Set<String> = []
        var ordered: Set<String>?
    }

    private let world = Locked(World())

    /// The names of the calls that came, in order.
    var calls: [String] { world.withLock { $0.calls } }
    var clusters: [String: ClusterOrder] { world.withLock { $0.clusters } }

    /// What users may do inside each cluster.
    var rights: [String: ClusterRights] { world.withLock { $0.rights } }
    var pullSecrets: [String: [PullCredential]] { world.withLock { $0.pullSecrets } }

    /// Which clusters are frozen.
    var frozen: Set<String> { world.withLock { $0.frozen } }
    /// What `begin` was told.
    var ordered: Set<String>? { world.withLock { $0.ordered } }

    var observationCount: Int { world.withLock { $0.observationCount } }

    func change(_ change: (inout Script) -> Void) {
        world.withLock { change(&$0.script) }
    }

    /// Puts a cluster on the host that nobody ordered.
    func addStray(_ id: String) {
        let version = KubernetesVersion(major: 1, minor: 20, patch: 2)
        let order = ClusterOrder(
            id: id,
            name: "stray",
            version: version,
            region: "us-south",
            zone: "dal10",
            workers: []
        )
        world.withLock { $0.clusters[id] = order }
    }

    /// Takes away what users may do, as somebody inside the cluster could.
    func dropRights(in id: String) {
        world.withLock { $0.rights[id] = nil }
    }

    func capabilities() async -> ProviderCapabilities {
        world.withLock { $0.script.capabilities }
    }

    func versions() async -> [KubernetesVersion] {
        await capabilities().versions
    }

    func updateMaster(
        of order: ClusterOrder,
        attempt: Int,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        try await changeMaster("update \(attempt) to \(order.version)", order, report)
    }

    func restoreMaster(
        of order: ClusterOrder,
        attempt: Int,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        try await changeMaster("restore \(attempt) to \(order.version)", order, report)
    }

    func restartMaster(
        of order: ClusterOrder,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        try await changeMaster(order.auditWebhook == nil ? "restart" : "restart audited", order, report)
    }

    private func changeMaster(
        _ call: String,
        _ order: ClusterOrder,
        _ report: @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        world.withLock { $0.calls.append(call) }
        await report(ProvisioningStep(phase: .master, title: "Starting the API server"))
        do {
            while world.withLock({ $0.script.isHeld }) { try await Task.sleep(for: .milliseconds(5)) }
            try Task.checkCancellation()
        } catch {
            throw .cancelled
        }
        let failure = world.withLock { world in
            world.script.masterFailures.isEmpty ? nil : world.script.masterFailures.removeFirst()
        }
        if let failure { throw failure }
        world.withLock { $0.clusters[order.id] = order }
    }

    func realize(
        _ order: ClusterOrder,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        world.withLock { world in
            world.calls.append("realize")
            world.clusters[order.id] = order
        }
        await report(ProvisioningStep(phase: .master, title: "Starting the API server"))
        do {
            while world.withLock({ $0.script.isHeld }) { try await Task.sleep(for: .milliseconds(5)) }
            try Task.checkCancellation()
        } catch {
            throw .cancelled
        }
        for number in 1..<world.withLock({ $0.script.stepCount }) {
            await report(ProvisioningStep(phase: .workers, title: "Step \(number)"))
        }
        let failure = world.withLock { world in
            world.script.realizeFailures.isEmpty ? nil : world.script.realizeFailures.removeFirst()
        }
        if let failure { throw failure }
    }

    func lastUse(of order: ClusterOrder) async -> Date {
        world.withLock { $0.script.lastUse } ?? Date()
    }

    func hibernate(_ order: ClusterOrder) async throws(ProvisioningError) {
        let failure = world.withLock { world -> ProvisioningError? in
            world.calls.append("hibernate")
            guard world.script.hibernateFailures.isEmpty else { return world.script.hibernateFailures.removeFirst() }
            world.frozen.insert(order.id)
            return nil
        }
        if let failure { throw failure }
    }

    func wake(_ clusterID: String) async {
        world.withLock { _ = $0.frozen.remove(clusterID) }
    }

    func reserve(version: KubernetesVersion, workers: Int) async -> String? {
        world.withLock { $0.script.prepared.popLast() }
    }

    func giveBack(_ clusterID: String) async {
        world.withLock { $0.script.prepared.append(clusterID) }
    }

    func begin(with ordered: Set<String>) async {
        world.withLock { $0.ordered = ordered }
    }

    func observe(_ order: ClusterOrder) async -> ClusterObservation {
        let script = world.withLock { world in
            world.observationCount += 1
            return world.script
        }
        if frozen.contains(order.id) { return .hibernated }
        return ClusterObservation(
            isMasterReady: script.masterMessage.isEmpty,
            masterMessage: script.masterMessage,
            workers: order.workers.map { worker in
                WorkerObservation(
                    id: worker.id,
                    isReady: script.brokenWorkers[worker.id] == nil,
                    message: script.brokenWorkers[worker.id] ?? "",
                    privateIP: "10.213.0.\(worker.number + 1)",
                    shortage: script.shortages[worker.id] ?? ""
                )
            }
        )
    }

    func grantAccess(_ rights: ClusterRights, to clusterID: String) async throws(ProvisioningError) -> Bool {
        let (failure, isChange) = world.withLock { world in
            let isChange = world.rights[clusterID] != rights
            if world.script.grantFailure == nil { world.rights[clusterID] = rights }
            return (world.script.grantFailure, isChange)
        }
        if let failure { throw failure }
        return isChange
    }

    func keepPullSecrets(
        _ credentials: [PullCredential],
        in clusterID: String
    ) async throws(ProvisioningError) {
        world.withLock { $0.pullSecrets[clusterID] = credentials }
    }

    func access(to clusterID: String) async throws(ProvisioningError) -> ClusterAccess? {
        guard clusters[clusterID] != nil else { return nil }
        return ClusterAccess(
            serverURL: "https://127.0.0.1:20001",
            authorityPEM: "AUTHORITY\n",
            adminCertificatePEM: "CERTIFICATE\n",
            adminKeyPEM: "KEY\n"
        )
    }

    func subnet(of clusterID: String) async throws(ProvisioningError) -> NodeSubnet? {
        guard clusters[clusterID] != nil else { return nil }
        return NodeSubnet(id: "slw-4", cidr: "10.213.4.0/24", gateway: "10.213.4.1")
    }

    func updateFacts(of clusterID: String) async throws(ProvisioningError) -> WorkerUpdateFacts {
        world.withLock { $0.script.updateFacts }
    }

    func removeWorker(_ worker: WorkerOrder, of order: ClusterOrder) async throws(ProvisioningError) {
        try call("remove", worker)
    }

    func stopWorker(
        _ worker: WorkerOrder,
        of order: ClusterOrder,
        _ way: WorkerStop
    ) async throws(ProvisioningError) {
        try call("\(way)", worker)
    }

    private func call(_ name: String, _ worker: WorkerOrder) throws(ProvisioningError) {
        let failure = world.withLock { world -> ProvisioningError? in
            world.calls.append("\(name) \(worker.id)")
            guard let failures = world.script.workerFailures[worker.id], !failures.isEmpty else { return nil }
            return world.script.workerFailures[worker.id]?.removeFirst()
        }
        if let failure { throw failure }
    }

    func remove(clusterID: String) async throws(ProvisioningError) {
        let failure = world.withLock { world -> ProvisioningError? in
            world.calls.append("remove")
            guard world.script.removeFailures.isEmpty else { return world.script.removeFailures.removeFirst() }
            world.clusters[clusterID] = nil
            return nil
        }
        if let failure { throw failure }
    }

    func existingClusterIDs() async throws(ProvisioningError) -> Set<String> {
        Set(clusters.keys)
    }

    func release() async {}
}
