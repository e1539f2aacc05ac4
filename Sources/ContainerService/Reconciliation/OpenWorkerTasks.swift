// SPDX-License-Identifier: Apache-2.0

import Basics
import Model
import Provisioning

/// Does what was ordered for single workers of a cluster: all at the same time, and each with its own result.
struct OpenWorkerTasks: Sendable {
    let record: ClusterRecord
    let provider: any ClusterProvider
    let logger: Logger

    /// True if all is done; what failed stands at its worker and stays open.
    func workOff(in cluster: Cluster) async throws -> Bool {
        let order = cluster.order
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            for worker in cluster.workers where worker.hasOpenTask {
                let told = cluster.order(of: worker)
                group.addTask { try await workOff(worker, told, of: order) }
            }
            return try await group.reduce(true) { $0 && $1 }
        }
    }

    private func workOff(_ worker: Worker, _ told: WorkerOrder, of order: ClusterOrder) async throws -> Bool {
        do throws(ProvisioningError) {
            if worker.isDeleting {
                try await provider.removeWorker(told, of: order)
            } else if let task = worker.task {
                try await provider.stopWorker(told, of: order, task.act.stop)
            }
        } catch {
            if error == .cancelled { throw CancellationError() }
            try Task.checkCancellation()
            logger.error("work on a worker failed", ["worker": worker.id, "reason": error.explanation])
            try await record.noteFailedTask(of: worker.id, reason: error.explanation)
            return false
        }
        if worker.isDeleting {
            try await record.noteRemoval(of: worker.id)
        } else if let task = worker.task {
            try await record.noteEnd(of: task, at: worker.id)
        }
        return true
    }
}

extension WorkerAct {
    /// How the worker is stopped for it; all else happens when it is started anew.
    fileprivate var stop: WorkerStop {
        switch self {
        case .reboot: .orderly
        case .hardReboot: .abrupt
        case .reload: .erasing
        case .update: .vacating
        }
    }
}
