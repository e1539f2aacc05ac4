// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
import Glibc
import Kubernetes
package import Model
package import Provisioning

/// Makes clusters of processes on this host.
///
/// The processes outlive the provider; a new one finds them by their markers and takes them over.
package actor LocalProvider: ClusterProvider {
    let configuration: LocalProviderConfiguration
    let logger: Logger
    let time: TimeSource
    let allocator: ClusterAllocator
    let distributions: KubernetesDistributions
    let pool: WarmPool
    private var supervisions: [String: ClusterSupervision] = [:]
    private var clients: [String: KubernetesClient] = [:]
    /// How many clusters are being realized.
    var realizationCount = 0

    package init(configuration: LocalProviderConfiguration, logger: Logger, time: TimeSource = .system) {
        self.configuration = configuration
        self.logger = logger
        self.time = time
        allocator = ClusterAllocator(configuration: configuration)
        distributions = KubernetesDistributions(cacheDirectory: configuration.cacheDirectory)
        pool = WarmPool(configuration: configuration, logger: logger)
    }

    package func capabilities() async -> ProviderCapabilities {
        let requirements = HostRequirements(configuration: configuration, distributions: distributions)
        return ProviderCapabilities(
            versions: distributions.installed().map(\.version),
            masterObstacles: await requirements.masterObstacles(),
            workerObstacles: await requirements.workerObstacles(),
            hostCores: HostSize.cores,
            hostMemoryGiB: HostSize.memoryGiB,
            workerSystem: HostSize.system,
            workerStorageGiB: HostSize.storageGiB(of: configuration.dataDirectory)
        )
    }

    package func versions() async -> [KubernetesVersion] {
        distributions.installed().map(\.version)
    }

    package func realize(
        _ order: ClusterOrder,
        report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        // A daemon that ends waits for each cluster in work.
        guard !Task.isCancelled else { throw .cancelled }
        // What is frozen, and as it was ordered, is left in peace.
        if await isToStayFrozen(order) {
            await presentSupervision(of: order.id)?.note(order, now: time.now())
            return
        }
        realizationCount += 1
        defer { realizationCount -= 1 }
        try await raise(order, try await wokenUnits(of: order), report)
    }

    /// The programs of a cluster's control plane; `hasWorkers` says whether its API server is to be found by workers.
    func units(of order: ClusterOrder, hasWorkers: Bool) async throws(ProvisioningError) -> ControlPlaneUnits {
        let requirements = HostRequirements(configuration: configuration, distributions: distributions)
        let obstacles = await requirements.obstacles(to: order)
        guard obstacles.isEmpty, let distribution = distributions.find(order.version),
            let etcd = requirements.etcdProgram
        else { throw .missing(obstacles) }
        let layout = try allocate(order)
        // Its certificate may be renewed.
        clients[order.id] = nil
        return ControlPlaneUnits(
            layout: layout,
            configuration: configuration,
            keys: keys(layout),
            distribution: distribution,
            etcdProgram: etcd,
            hasWorkers: hasWorkers,
            auditFiles: AuditFiles(layout: layout, webhook: order.auditWebhook)
        )
    }

    /// Brings up all of a cluster that is awake.
    func raise(
        _ order: ClusterOrder,
        _ units: ControlPlaneUnits,
        _ report: @escaping @Sendable (ProvisioningStep) async -> Void
    ) async throws(ProvisioningError) {
        let realization = ClusterRealization(
            order: order,
            units: units,
            supervision: await supervision(of: units.layout),
            logger: logger.with(["cluster": order.id]),
            report: report
        )
        try await realization.run()
    }

    package func observe(_ order: ClusterOrder) async -> ClusterObservation {
        let observer = ClusterObserver(order: order)
        do {
            guard let allocation = try allocator.existing(for: order.id),
                let client = try client(of: order.id, allocation)
            else { return observer.nothing(message: "the master has not been built yet") }
            let layout = layout(order.id, allocation)
            if await supervision(of: layout).sleep.current() != nil { return .hibernated }
            return await observer.observe(client, layout: layout)
        } catch {
            return observer.nothing(message: "\(error)")
        }
    }

    @discardableResult
    package func grantAccess(_ rights: ClusterRights, to clusterID: String) async throws(ProvisioningError) -> Bool {
        do {
            guard let allocation = try allocator.existing(for: clusterID),
                let client = try client(of: clusterID, allocation)
            else { throw KubernetesError.unreachable(reason: "the master has not been built yet") }
            let supervision = await supervision(of: layout(clusterID, allocation))
            if let record = await supervision.sleep.current() {
                guard try record.rights != HibernationRecord.digest(of: rights) else { return false }
                await wake(clusterID)
            }
            let isChanged = try await ClusterBindings(client: client).ensure(rights)
            await supervision.note(rights)
            return isChanged
        } catch KubernetesError.cancelled {
            throw .cancelled
        } catch {
            throw .failed(step: "Granting access", reason: "\(error)")
        }
    }

    package func keepPullSecrets(
        _ credentials: [PullCredential],
        in clusterID: String
    ) async throws(ProvisioningError) {
        do {
            guard let allocation = try allocator.existing(for: clusterID),
                let client = try client(of: clusterID, allocation)
            else { throw KubernetesError.unreachable(reason: "the master has not been built yet") }
            // In a frozen cluster nobody can have changed them; it is not thawed for that.
            guard await supervision(of: layout(clusterID, allocation)).sleep.current() == nil else { return }
            if try await PullSecrets(client: client).ensure(credentials) {
                logger.info("the secrets for pulling images have been renewed", ["cluster": clusterID])
            }
        } catch KubernetesError.cancelled {
            throw .cancelled
        } catch {
            throw .failed(step: "Keeping the secrets for pulling images", reason: "\(error)")
        }
    }

    package func access(to clusterID: String) async throws(ProvisioningError) -> ClusterAccess? {
        do {
            guard let allocation = try allocator.existing(for: clusterID) else { return nil }
            let keys = keys(layout(clusterID, allocation))
            guard let authority = try keys.text(keys.authorityFile), let key = try keys.text(keys.keyPath("admin")),
                let certificate = try keys.text(keys.path("admin"))
            else { return nil }
            let host =
                configuration.publicHost.contains(":") ? "[\(configuration.publicHost)]" : configuration.publicHost
            return ClusterAccess(
                serverURL: "https://\(host):\(allocation.apiServerPort)",
                authorityPEM: authority,
                adminCertificatePEM: certificate,
                adminKeyPEM: key
            )
        } catch {
            throw .failed(step: "Reading the cluster's keys", reason: "\(error)")
        }
    }

    package func subnet(of clusterID: String) async throws(ProvisioningError) -> NodeSubnet? {
        do {
            guard let allocation = try allocator.existing(for: clusterID) else { return nil }
            let layout = layout(clusterID, allocation)
            return NodeSubnet(id: layout.bridgeName, cidr: layout.nodeSubnet, gateway: layout.gatewayAddress)
        } catch {
            throw .failed(step: "Reading the cluster's network", reason: "\(error)")
        }
    }

    package func updateFacts(of clusterID: String) async throws(ProvisioningError) -> WorkerUpdateFacts {
        do {
            guard let allocation = try allocator.existing(for: clusterID),
                let client = try client(of: clusterID, allocation)
            else { throw KubernetesError.unreachable(reason: "the master has not been built yet") }
            await wake(clusterID)
            return try await ClusterObserver.updateFacts(client)
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .failed(step: "Reading the rules for updates", reason: "\(error)")
        }
    }

    package func removeWorker(_ worker: WorkerOrder, of order: ClusterOrder) async throws(ProvisioningError) {
        do {
            guard let allocation = try allocator.existing(for: order.id) else { return }
            await wake(order.id)
            let layout = layout(order.id, allocation)
            let removal = WorkerRemoval(
                worker: worker,
                order: order,
                layout: layout,
                configuration: configuration,
                keys: keys(layout),
                client: try client(of: order.id, allocation),
                supervision: supervisions[order.id],
                logger: logger.with(["cluster": order.id])
            )
            try await removal.run()
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .failed(step: "Removing the worker", reason: "\(error)")
        }
    }

    package func stopWorker(
        _ worker: WorkerOrder,
        of order: ClusterOrder,
        _ way: WorkerStop
    ) async throws(ProvisioningError) {
        do {
            guard let allocation = try allocator.existing(for: order.id),
                let client = try client(of: order.id, allocation)
            else { throw KubernetesError.unreachable(reason: "the master has not been built yet") }
            await wake(order.id)
            let layout = layout(order.id, allocation)
            let stopping = WorkerStopping(
                worker: worker,
                order: order,
                way: way,
                layout: layout,
                configuration: configuration,
                client: client,
                supervision: await supervision(of: layout),
                now: time.now(),
                logger: logger.with(["cluster": order.id])
            )
            try await stopping.run()
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .failed(step: "Stopping the worker", reason: "\(error)")
        }
    }

    /// What supervises the cluster, from now on if nothing did.
    func supervision(of layout: ClusterLayout) async -> ClusterSupervision {
        let id = layout.clusterID
        if let present = supervisions[id] { return present }
        let losses = WorkerLosses(layout: layout) { [weak self] in await self?.noteBreakdown(of: $0, in: id) }
        let made = ClusterSupervision(layout: layout, losses: losses, logger: logger.with(["cluster": id]))
        supervisions[id] = made
        await made.sleep.takeOver { [weak self] in await self?.wake(id) }
        return made
    }

    /// What supervises the cluster; nil if nothing does.
    func presentSupervision(of clusterID: String) -> ClusterSupervision? {
        supervisions[clusterID]
    }

    private func noteBreakdown(of node: String, in clusterID: String) async {
        logger.error("a worker broke down: all of its processes ended", ["cluster": clusterID, "worker": node])
        do {
            guard let allocation = try allocator.existing(for: clusterID),
                let client = try client(of: clusterID, allocation)
            else { return }
            try await WorkerBreakdown(node: node, client: client, now: time.now()).run()
        } catch {
            logger.error("the pods of a worker that broke down stay", ["worker": node, "reason": "\(error)"])
        }
    }

    package func remove(clusterID: String) async throws(ProvisioningError) {
        try await end(clusterID, keepsData: false)
    }

    /// Stops all clusters and takes what runs of them off the host; their data stays, and `realize` brings them back.
    package func halt() async throws(ProvisioningError) {
        await pool.release()
        do {
            let ids = try allocator.clusterIDs()
            try await withThrowingTaskGroup { group in
                for id in ids { group.addTask { try await self.end(id, keepsData: true) } }
                // The others go on after a failure of one.
                var failure: (any Error)?
                while let result = await group.nextResult() {
                    if case .failure(let error) = result { failure = error }
                }
                if let failure { throw failure }
            }
        } catch let error as ProvisioningError {
            throw error
        } catch {
            throw .failed(step: "Halting the clusters", reason: "\(error)")
        }
    }

    func end(_ clusterID: String, keepsData: Bool) async throws(ProvisioningError) {
        clients[clusterID] = nil
        if let supervision = supervisions.removeValue(forKey: clusterID) { await supervision.release() }
        do {
            let allocation = try allocator.existing(for: clusterID)
            if let allocation { try HibernationRecord.remove(layout(clusterID, allocation)) }
            let removal = ClusterRemoval(
                clusterID: clusterID,
                layout: allocation.map { layout(clusterID, $0) },
                configuration: configuration,
                logger: logger.with(["cluster": clusterID]),
                keepsData: keepsData
            )
            try await removal.run()
        } catch {
            throw .failed(step: "Removing the cluster", reason: "\(error)")
        }
    }

    package func existingClusterIDs() async throws(ProvisioningError) -> Set<String> {
        do {
            return Set(try allocator.clusterIDs().filter { !pool.isUnclaimed($0) })
        } catch {
            throw .failed(step: "Looking for clusters", reason: "\(error)")
        }
    }

    /// Makes the API servers of all clusters take the issuer's keys of this moment.
    ///
    /// One that does not run asks for them when it starts.
    package func presentIdentityKeys() async {
        await withTaskGroup { group in
            for id in (try? allocator.clusterIDs()) ?? [] {
                group.addTask {
                    do {
                        try await self.identityProbe(id)?.renewKeys()
                    } catch {
                        let facts = ["cluster": id, "reason": "\(error)"]
                        self.logger.warning("the API server was not told of other signing keys", facts)
                    }
                }
            }
        }
    }

    private func identityProbe(_ clusterID: String) async throws -> IdentityProbe? {
        guard let allocation = try allocator.existing(for: clusterID),
            let client = try client(of: clusterID, allocation)
        else { return nil }
        await wake(clusterID)
        return try IdentityProbe(
            configuration,
            keys: keys(layout(clusterID, allocation)),
            serverURL: client.serverURL
        )
    }

    package func release() async {
        await pool.release()
        let released = supervisions
        supervisions = [:]
        for supervision in released.values { await supervision.release() }
    }

    /// Without a suspension, so that no two clusters get the same numbers.
    func allocate(_ order: ClusterOrder) throws(ProvisioningError) -> ClusterLayout {
        do {
            return layout(order.id, try allocator.ensure(for: order.id))
        } catch {
            throw .failed(step: "Allocating a network and ports", reason: "\(error)")
        }
    }

    func client(of clusterID: String, _ allocation: ClusterAllocation) throws -> KubernetesClient? {
        if let client = clients[clusterID] { return client }
        let client = try keys(layout(clusterID, allocation)).administratorClient()
        clients[clusterID] = client
        return client
    }

    func layout(_ clusterID: String, _ allocation: ClusterAllocation) -> ClusterLayout {
        ClusterLayout(clusterID: clusterID, allocation: allocation, configuration: configuration)
    }

    func keys(_ layout: ClusterLayout) -> ClusterKeys {
        ClusterKeys(layout: layout, configuration: configuration, now: time.now())
    }
}
