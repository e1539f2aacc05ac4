// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import Provisioning
import Storage

/// The work on one cluster, from the order to its removal: does what the store says and writes down what happened.
struct ClusterLifecycle: Sendable {
    /// Why the cluster is not watched any longer.
    private enum WatchEnd {
        case isUnwell
        case isDue
        /// Something is ordered for single workers.
        case hasTasks
        case isUnwanted
    }

    let clusterID: String
    let record: ClusterRecord
    let provider: any ClusterProvider
    let rights: ClusterRightsUpkeep
    let pullSecrets: PullSecretUpkeep
    let pace: ReconcilerPace
    let logger: Logger

    /// Works until the cluster is gone or the task is cancelled.
    @concurrent
    func run() async {
        // Beside the rest, which may wait long for something that has nothing to do with these.
        async let _: Void = keep("rights") { try await rights.bring(to: clusterID) }
        async let _: Void = keep("the secrets for pulling images") { try await pullSecrets.bring(to: clusterID) }
        await work()
    }

    private func work() async {
        var retry = pace.retry
        var isFirstTry = true
        while !Task.isCancelled {
            do {
                guard let cluster = try await record.read() else { return }
                if cluster.isDeleting { return try await remove(cluster) }
                if let task = cluster.masterTask {
                    // Nothing else is done until the master is what it is to be, or what it was.
                    let work = OpenMasterTask(record: record, provider: provider, pace: pace, logger: logger)
                    if try await !work.workOff(task) { try await Task.sleep(for: retry.next()) }
                    continue
                }
                if cluster.isHibernated, cluster.idleSeconds == nil { await provider.wake(clusterID) }
                // After a restart of the host, a cluster that was normal is anything but that.
                if isFirstTry, cluster.wasRaised {
                    try await record.note(await provider.observe(cluster.order))
                }
                isFirstTry = false
                let tasks = try await workOffTasks(of: cluster)
                guard let current = try await record.read(), !current.isDeleting else { continue }
                try await raise(current)
                if tasks == .done { retry.reset() }
                // What waits or failed gets its pause, while the rest is watched.
                let pause: Duration =
                    switch tasks {
                    case .done: .zero
                    case .waiting: pace.observation
                    case .failed: retry.next()
                    }
                if try await keepWatch(untilTasksAfter: .now + pause) == .hasTasks { continue }
            } catch is CancellationError {
                return
            } catch {
                guard !Task.isCancelled else { return }
                logger.error("work on the cluster failed, trying again later", ["reason": "\(error)"])
            }
            try? await Task.sleep(for: retry.next())
        }
    }

    /// Does what is ordered for single workers, if the master can be asked.
    private func workOffTasks(of cluster: Cluster) async throws -> OpenWorkerTasks.Outcome {
        guard cluster.workers.contains(where: \.hasOpenTask) else { return .done }
        let observation = await provider.observe(cluster.order)
        guard observation.isMasterReady else { return .failed }
        try Task.checkCancellation()
        // Some tasks depend on how the other workers are now.
        if cluster.wasRaised { try await record.note(observation) }
        guard let current = try await record.read(), !current.isDeleting else { return .done }
        return try await OpenWorkerTasks(record: record, provider: provider, logger: logger).workOff(in: current)
    }

    /// Builds what is missing of the cluster and takes it over.
    private func raise(_ cluster: Cluster) async throws {
        let steps = RecordedSteps(record: record, pace: pace, logger: logger) { phase in
            // The API can be used before there are workers.
            if phase == .workers { try await record.noteAccess(try await provider.access(to: clusterID)) }
        }
        let result = await steps.recording { report throws(ProvisioningError) in
            try await provider.realize(cluster.order, report: report)
        }
        if case .failure(let error) = result { try await noteFailure(error) }
        try await record.noteAccess(try await provider.access(to: clusterID))
        // Pods are given the secrets when they are made, so these are there before the cluster counts as normal.
        try await pullSecrets.bring(to: clusterID)
        logger.info("cluster is raised", ["name": cluster.name])
    }

    /// Throws unless all but some workers could be raised.
    private func noteFailure(_ error: ProvisioningError) async throws {
        if error == .cancelled { throw CancellationError() }
        try Task.checkCancellation()
        guard case .workersFailed(let reasons) = error else {
            try await record.noteFailure(reason: error.explanation)
            throw error
        }
        logger.error("workers could not be raised, trying again later", ["reason": error.explanation])
        try await record.noteFailures(reasons)
    }

    /// Realizes a cluster that is well: the provider renews what would end soon, such as certificates.
    ///
    /// A failure is for the log alone, since the cluster works; the next time is soon enough.
    private func refresh() async throws {
        guard let cluster = try await record.read(), !cluster.isDeleting else { return }
        do throws(ProvisioningError) {
            try await provider.realize(cluster.order) { _ in }
            logger.debug("cluster is refreshed")
        } catch {
            if error == .cancelled { throw CancellationError() }
            try Task.checkCancellation()
            logger.warning("cannot refresh the cluster, trying again later", ["reason": error.explanation])
        }
    }

    /// Watches the cluster, and refreshes it when that is due; tells why there is something else to do.
    private func keepWatch(untilTasksAfter pause: ContinuousClock.Instant) async throws -> WatchEnd {
        while true {
            let end = try await watch(untilTasksAfter: pause)
            guard end == .isDue else { return end }
            try await refresh()
        }
    }

    /// Looks at the cluster again and again.
    ///
    /// Returns when it has been unwell for so long that raising may mend it, or well for so long that it is due.
    private func watch(untilTasksAfter pause: ContinuousClock.Instant) async throws -> WatchEnd {
        let due = ContinuousClock.now + pace.refresh
        var unwellSince: ContinuousClock.Instant?
        while let cluster = try await record.read(), !cluster.isDeleting {
            if cluster.workers.contains(where: \.hasOpenTask), .now >= pause { return .hasTasks }
            let observation = await provider.observe(cluster.order)
            try Task.checkCancellation()
            try await record.note(observation)
            if observation.isWell {
                unwellSince = nil
                try await rest(cluster, observation)
                if .now >= due { return .isDue }
            } else {
                let since = unwellSince ?? .now
                unwellSince = since
                if since.duration(to: .now) >= pace.repair { return .isUnwell }
            }
            try await Task.sleep(for: pace.observation)
        }
        return .isUnwanted
    }

    /// Freezes the cluster if it was of no use for as long as its owner said.
    private func rest(_ cluster: Cluster, _ observation: ClusterObservation) async throws {
        guard let idle = cluster.idleSeconds, !observation.isHibernated, cluster.wasRaised else { return }
        let unused = record.time.now().timeIntervalSince(await provider.lastUse(of: cluster.order))
        guard unused >= Double(idle) else { return }
        do throws(ProvisioningError) {
            try await provider.hibernate(cluster.order)
        } catch {
            if error == .cancelled { throw CancellationError() }
            try Task.checkCancellation()
            return logger.warning("the cluster cannot be frozen", ["reason": error.explanation])
        }
        try await record.note(.hibernated)
    }

    /// Sees again and again that something inside the cluster is as it should be, whoever changed it.
    private func keep(_ what: String, _ bring: @Sendable () async throws -> Void) async {
        var lastFailure = ""
        while !Task.isCancelled {
            do {
                try await bring()
                lastFailure = ""
            } catch {
                guard !Task.isCancelled else { return }
                let failure = (error as? ProvisioningError)?.explanation ?? "\(error)"
                if failure != lastFailure {
                    logger.warning("cannot renew \(what) in the cluster, trying again", ["reason": failure])
                }
                lastFailure = failure
            }
            try? await Task.sleep(for: pace.observation)
        }
    }

    /// Ends and removes the cluster, then its row; a failure is written down and tried again.
    private func remove(_ cluster: Cluster) async throws {
        var retry = pace.retry
        while true {
            try await record.noteRemoval()
            do throws(ProvisioningError) {
                try await provider.remove(clusterID: clusterID)
                break
            } catch {
                if error == .cancelled { throw CancellationError() }
                try Task.checkCancellation()
                logger.error("removal failed, trying again later", ["reason": error.explanation])
                try await record.noteFailedRemoval(reason: error.explanation)
            }
            try await Task.sleep(for: retry.next())
        }
        try await pullSecrets.withdraw(from: cluster)
        try await record.delete()
        logger.info("cluster is removed")
    }
}

extension ClusterObservation {
    fileprivate var isWell: Bool {
        isMasterReady && workers.allSatisfy(\.isReady)
    }
}
