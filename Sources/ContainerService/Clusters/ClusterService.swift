// SPDX-License-Identifier: Apache-2.0

package import API
package import Authentication
package import Basics
package import Model
package import Provisioning
package import Storage

/// Orders, shows and deletes clusters; the reconciler does the building.
package struct ClusterService: Sendable {
    private let store: any ClusterStore
    private let organizations: any OrganizationLookup
    private let provider: any ClusterProvider
    private let reconciler: ClusterReconciler
    private let regions: RegionCatalogue
    /// What an account may have that was given no quota of its own.
    private let quota: AccountQuota
    private let time: TimeSource

    package init(
        store: any ClusterStore,
        organizations: any OrganizationLookup,
        provider: any ClusterProvider,
        reconciler: ClusterReconciler,
        regions: RegionCatalogue,
        quota: AccountQuota,
        time: TimeSource
    ) {
        self.store = store
        self.organizations = organizations
        self.provider = provider
        self.reconciler = reconciler
        self.regions = regions
        self.quota = quota
        self.time = time
    }

    /// The clusters of the caller's account that they may see, oldest first; of one region if one is named.
    package func clusters(of caller: Caller, in region: String? = nil) async throws -> [Cluster] {
        let region = try regions.region(region)
        return try await store.clusters(accountID: caller.accountID).filter { cluster in
            caller.may(.see, on: cluster) && (region.map { regions.holds(cluster, in: $0) } ?? true)
        }
    }

    /// One cluster of the caller's account, if they may do `action` with it.
    ///
    /// Those of other accounts do not exist for them, nor those on which they have no role.
    package func cluster(_ idOrName: String, of caller: Caller, to action: ClusterAction) async throws -> Cluster {
        let cluster: Cluster
        do throws(StoreError) {
            cluster = try await store.cluster(accountID: caller.accountID, idOrName: idOrName)
        } catch .notFound {
            throw APIError.clusterNotFound
        }
        try caller.demand(action, on: cluster)
        return cluster
    }

    /// The newest version that a cluster can have; nil if there is none.
    package func latestVersion() async -> KubernetesVersion? {
        await provider.versions().max()
    }

    /// What happened to a cluster, oldest first.
    package func events(of idOrName: String, for caller: Caller) async throws -> [ClusterEvent] {
        try await store.clusterEvents(clusterID: try await cluster(idOrName, of: caller, to: .see).id)
    }

    /// Changes what is ordered of clusters.
    var ordering: ClusterOrdering {
        ClusterOrdering(store: store, reconciler: reconciler, quota: quota, time: time)
    }

    /// The worker with this id in the caller's account, with its cluster.
    package func worker(
        _ id: String,
        in idOrName: String?,
        of caller: Caller
    ) async throws -> (cluster: Cluster, worker: Worker) {
        let candidates =
            if let idOrName { [try await cluster(idOrName, of: caller, to: .see)] } else {
                try await clusters(of: caller)
            }
        for cluster in candidates {
            if let worker = cluster.workers.first(where: { $0.id == id }) { return (cluster, worker) }
        }
        throw APIError.workerNotFound
    }

    /// Stores the order of a new cluster and has it built in the background; in the default region if none is named.
    ///
    /// Who orders it gets no right in it by that: to order clusters they are an administrator of them anyway.
    /// All that can be known to be wrong with the order, or missing on the host, is found before anything is stored.
    package func create(
        _ request: ClusterCreateRequest,
        in regionName: String?,
        for caller: Caller
    ) async throws -> Cluster {
        let (region, zone) = try regions.place(region: regionName, zone: request.dataCenter)
        try caller.demand(.create, in: region)
        let plan = try ClusterPlan(request, in: zone)
        let version = try plan.version(on: await provider.capabilities())
        let organizationID = try await organizationID(for: caller)
        let reserved = await provider.reserve(version: version, workers: plan.workers.count)
        let id = reserved ?? RandomText.hex(byteCount: 16)
        let machineType = plan.workers.machineType
        var cluster = Cluster(
            id: id,
            accountID: caller.accountID,
            organizationID: organizationID,
            name: plan.name,
            region: region,
            zone: zone,
            version: version,
            ownerIAMID: caller.principal.iamID,
            ownerEmail: caller.principal.email,
            machineType: machineType.name,
            isPaid: machineType != .free,
            createdAt: time.now(),
            workers: []
        )
        let pool = WorkerPool(
            id: "\(id)-\(RandomText.hex(byteCount: 4))",
            name: WorkerPool.standardName,
            machineType: machineType.name,
            size: plan.workers.count
        )
        cluster.workerPools = [pool]
        cluster.fill(pool)
        cluster.noteOrder(by: caller.principal.email, at: cluster.createdAt)
        do {
            try await store.createCluster(cluster, within: quota)
        } catch {
            let refusal: APIError
            switch error {
            case .alreadyExists: refusal = .nameTaken(plan.name)
            case .limitReached(let kind, let limit): refusal = .quotaReached(kind, limit: limit)
            // It may have been stored.
            default: throw error
            }
            if let reserved { await provider.giveBack(reserved) }
            throw refusal
        }
        await reconciler.takeUp(id)
        return cluster
    }

    /// The organization that a new cluster of the caller belongs to: the targeted one, or else the first of the account.
    private func organizationID(for caller: Caller) async throws -> String {
        let found = try await organizations.organization(
            caller.organizationID,
            accountID: caller.accountID,
            usedBy: caller.principal
        )
        if let requested = caller.organizationID, found == nil { throw APIError.organizationUnknown(requested) }
        return found?.id ?? ""
    }

    /// What the organizations of the caller's account are called, by their ids.
    package func organizationNames(of caller: Caller) async throws -> [String: String] {
        try await organizations.organizationNames(accountID: caller.accountID)
    }

    /// Marks the cluster for deletion and has it removed in the background; asking again retries a failed removal.
    package func delete(_ idOrName: String, of caller: Caller) async throws {
        let cluster = try await cluster(idOrName, of: caller, to: .delete)
        if cluster.isDeleting, cluster.state == .deleting { return }
        let (now, actor) = (time.now(), caller.principal.email)
        do {
            try await store.updateCluster(id: cluster.id) { cluster in
                let before = cluster
                cluster.isDeleting = true
                cluster.state = .deleting
                cluster.message = ""
                cluster.noteEvents(since: before, by: actor, at: now)
                cluster.modifiedAt = now
            }
        } catch {
            guard case .notFound = error else { throw error }
            throw APIError.clusterNotFound
        }
        await reconciler.takeUp(cluster.id)
    }
}
