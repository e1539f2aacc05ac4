// SPDX-License-Identifier: Apache-2.0

import Basics
import Model
import Provisioning

/// Does what was ordered for the master of a cluster.
///
/// How far it came stands in the store before each part, and each part may be begun again.
struct OpenMasterTask: Sendable {
    let record: ClusterRecord
    let provider: any ClusterProvider
    let pace: ReconcilerPace
    let logger: Logger

    /// Does the task, or takes it back; tells whether the cluster is as ever again.
    func workOff(_ task: MasterTask) async throws -> Bool {
        logger.info("work on the master begins", ["task": task.progress])
        try await record.noteBeginOfMasterTask()
        // With how it is configured from now on.
        guard let cluster = try await record.read(), !cluster.isDeleting else { return true }
        switch (task.act, task.phase) {
        case (.refresh, _): return try await refresh(cluster)
        case (.update, .rollingBack): return try await rollBack(task, of: cluster)
        case (.update, _): return try await update(task, of: cluster)
        }
    }

    private func update(_ task: MasterTask, of cluster: Cluster) async throws -> Bool {
        guard let version = task.version else { return try await end(cluster.order) }
        let order = cluster.order(withMaster: version)
        let failure = try await attempt { report throws(ProvisioningError) in
            try await provider.updateMaster(of: order, attempt: task.number, report: report)
        }
        guard let failure else { return try await end(order) }
        logger.error("the update of the master failed and is rolled back", ["reason": failure])
        try await record.noteRollback(because: failure)
        return try await rollBack(task, of: cluster)
    }

    private func rollBack(_ task: MasterTask, of cluster: Cluster) async throws -> Bool {
        let failure = try await attempt { report throws(ProvisioningError) in
            try await provider.restoreMaster(of: cluster.order, attempt: task.number, report: report)
        }
        guard let failure else { return try await end(cluster.order) }
        logger.error("the master could not be rolled back, trying again later", ["reason": failure])
        try await record.noteFailure(reason: failure)
        return false
    }

    private func refresh(_ cluster: Cluster) async throws -> Bool {
        let failure = try await attempt { report throws(ProvisioningError) in
            try await provider.restartMaster(of: cluster.order, report: report)
        }
        guard let failure else { return try await end(cluster.order) }
        logger.error("the master could not be restarted, trying again later", ["reason": failure])
        try await record.noteFailure(reason: failure)
        return false
    }

    /// The task is over; what is seen then is the state of the cluster.
    private func end(_ order: ClusterOrder) async throws -> Bool {
        let observation = await provider.observe(order)
        try Task.checkCancellation()
        try await record.noteEndOfMasterTask(observation)
        logger.info("work on the master is done")
        return true
    }

    /// Does one part, and writes its steps down as they begin; gives the reason if it fails.
    private func attempt(
        _ part: (@escaping @Sendable (ProvisioningStep) async -> Void) async throws(ProvisioningError) -> Void
    ) async throws -> String? {
        let steps = RecordedSteps(record: record, pace: pace, logger: logger)
        let result = await steps.recording(part)
        guard case .failure(let error) = result else { return nil }
        if error == .cancelled { throw CancellationError() }
        try Task.checkCancellation()
        return error.explanation
    }
}
