// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model

/// Knows the clusters that stand prepared and frozen until somebody orders one.
///
/// Each is a whole cluster with an identifier, keys, addresses and data of its own, and becomes the ordered one: the
/// order takes its identifier. So what claims it is the order in the database, and two orders cannot have the same.
actor WarmPool {
    private let configuration: LocalProviderConfiguration
    private let logger: Logger
    private var ready: [String: PreparedCluster] = [:]
    /// Those that were handed out; nobody gets them a second time, whatever becomes of them.
    private var taken: Set<String> = []
    private var keeping: Task<Void, Never>?

    init(configuration: LocalProviderConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Whether the cluster was prepared and never ordered.
    nonisolated func isUnclaimed(_ clusterID: String) -> Bool {
        PreparedCluster.isMarked(clusterID, configuration)
    }

    /// Takes one out that fits; nobody else gets it.
    func reserve(version: KubernetesVersion, hasWorkers: Bool) -> String? {
        let fitting = ready.filter { entry in
            // Where others are to reach the service, all API servers are the same.
            entry.value.version == version
                && (entry.value.hasWorkers == hasWorkers || !configuration.isForThisHostOnly)
        }
        guard let id = fitting.min(by: { $0.value.madeAt < $1.value.madeAt })?.key else { return nil }
        take(id)
        return id
    }

    /// Puts one back that was taken and surely not ordered.
    func giveBack(_ clusterID: String) {
        guard isUnclaimed(clusterID) else { return }
        // It is looked at again before somebody gets it.
        taken.remove(clusterID)
    }

    /// The cluster is ordered: it is none of ours from now on.
    func claim(_ clusterID: String) {
        take(clusterID)
        do {
            try PreparedCluster.remove(clusterID, configuration)
        } catch {
            // The order stands in the database and counts.
            logger.error("a claimed cluster is still marked as prepared", ["reason": "\(error)"])
        }
    }

    /// Keeps the pool as configured from now on, with the help of `provider`.
    func keep(_ provider: LocalProvider, every pause: Duration = .seconds(2)) {
        guard keeping == nil else { return }
        keeping = Task { [weak provider] in
            var retry = Backoff(first: .seconds(5), limit: .seconds(300))
            // Found out once: it takes a trial.
            guard let canHaveWorkers = await provider?.canHaveWorkers() else { return }
            while !Task.isCancelled, let provider {
                do {
                    try await tend(provider, canHaveWorkers: canHaveWorkers)
                    if configuration.warmClusters == 0 { return }
                    retry.reset()
                } catch {
                    guard !Task.isCancelled else { return }
                    logger.error("cannot prepare a cluster, trying again later", ["reason": "\(error)"])
                    try? await Task.sleep(for: retry.next())
                }
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// Stops keeping the pool; what is prepared stays as it is.
    func release() async {
        keeping?.cancel()
        await keeping?.value
        keeping = nil
    }

    // MARK: Keeping

    /// Removes what is not needed, makes one that is missing, and knows then which are ready.
    private func tend(_ provider: LocalProvider, canHaveWorkers: Bool) async throws {
        let wanted = await provider.preparedCluster(hasWorkers: canHaveWorkers)
        let present = try provider.allocator.clusterIDs().compactMap { id in
            try PreparedCluster.read(id, configuration).map { (id: id, mark: $0) }
        }.filter { !taken.contains($0.id) }.sorted { $0.mark.madeAt < $1.mark.madeAt }
        let fitting = present.filter { entry in wanted.map { entry.mark.serves(as: $0) } ?? false }
        let kept = fitting.prefix(configuration.warmClusters)
        for entry in present where !kept.contains(where: { $0.id == entry.id }) {
            try await discard(entry.id, provider)
        }
        for entry in kept {
            if await provider.isFrozen(entry.id) {
                note(entry.id, entry.mark)
            } else {
                try await prepare(entry.id, entry.mark, provider)
            }
        }
        // What people wait for comes first.
        if let wanted, kept.count < configuration.warmClusters, await provider.realizationCount == 0 {
            try await prepare(RandomText.hex(byteCount: 16), wanted, provider)
        }
    }

    private func prepare(_ id: String, _ mark: PreparedCluster, _ provider: LocalProvider) async throws {
        guard !taken.contains(id) else { return }
        ready[id] = nil
        // Before there is anything else, so that nothing of it can stay without the mark.
        try mark.write(id, configuration)
        do {
            try await provider.prepare(id, mark)
        } catch {
            if !Task.isCancelled { try await discard(id, provider) }
            throw error
        }
        note(id, mark)
        logger.info("a cluster is prepared", ["cluster": id])
    }

    private func discard(_ id: String, _ provider: LocalProvider) async throws {
        guard !taken.contains(id) else { return }
        ready[id] = nil
        logger.info("removing a prepared cluster that is not needed", ["cluster": id])
        try await provider.end(id, keepsData: false)
    }

    private func note(_ id: String, _ mark: PreparedCluster) {
        if !taken.contains(id) { ready[id] = mark }
    }

    private func take(_ id: String) {
        ready[id] = nil
        taken.insert(id)
    }
}
