// SPDX-License-Identifier: Apache-2.0

package import API
import Basics
package import Model
package import Provisioning

/// Orders what is to become of masters; the reconciler does it.
package struct MasterService: Sendable {
    private let clusters: ClusterService
    private let provider: any ClusterProvider

    package init(clusters: ClusterService, provider: any ClusterProvider) {
        self.clusters = clusters
        self.provider = provider
    }

    /// Orders another Kubernetes version for a master; the newest if none is named.
    package func update(
        _ idOrName: String,
        to version: String?,
        isForced: Bool,
        for caller: Caller
    ) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeMaster)
        let plan = ClusterUpdatePlan(cluster: cluster, isForced: isForced)
        let target = try plan.target(version, among: await provider.versions())
        try await order(.update, version: target, of: cluster, for: caller)
    }

    /// Orders that a master restarts, and so takes over how it is configured.
    package func refresh(_ idOrName: String, for caller: Caller) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeMaster)
        try await order(.refresh, version: nil, of: cluster, for: caller)
    }

    /// Where the API server is to send its audit events; nil for nowhere.
    package func auditWebhook(of idOrName: String, for caller: Caller) async throws -> AuditWebhook? {
        try await clusters.cluster(idOrName, of: caller, to: .see).auditWebhook
    }

    /// Stores where the API server is to send its audit events, from its next refresh on.
    package func setAuditWebhook(
        _ request: AuditWebhookInfo,
        of idOrName: String,
        for caller: Caller
    ) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeMaster)
        let webhook = try AuditWebhookPlan(request).webhook
        try await clusters.ordering.change(cluster, for: caller) { $0.auditWebhook = webhook }
    }

    /// The API server is to send no audit events, from its next refresh on.
    package func unsetAuditWebhook(of idOrName: String, for caller: Caller) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeMaster)
        try await clusters.ordering.change(cluster, for: caller) { $0.auditWebhook = nil }
    }

    private func order(
        _ act: MasterAct,
        version: KubernetesVersion?,
        of cluster: Cluster,
        for caller: Caller
    ) async throws {
        guard !cluster.isDeleting else { throw APIError.beingDeleted(cluster.name) }
        guard !cluster.serverURL.isEmpty else { throw APIError.clusterNotReady(cluster.name, cluster.message) }
        let isOrdered = Locked(false)
        let changed = try await clusters.ordering.change(cluster, for: caller) { cluster in
            let isPossible = cluster.order(act, version: version)
            isOrdered.withLock { $0 = isPossible }
        }
        guard isOrdered.withLock({ $0 }) else {
            throw APIError.masterBusy(changed.name, changed.masterTask?.progress ?? "")
        }
    }
}
