// SPDX-License-Identifier: Apache-2.0

import Basics
import Model
import Provisioning

/// Does what was ordered for single workers of a cluster: all at the same time, and each with its own result.
struct OpenWorkerTasks: Sendable {
    let record: ClusterRecord
    let provider: any ClusterProvider
    let logger: Logger

    /// What became of the tasks.
    enum Outcome {
        /// Nothing is left to do.
        case done
        /// Updates wait until enough others are up again.
        case waiting
        /// Something failed, stands at its worker and stays open.
        case failed
    }

    func workOff(in cluster: Cluster) async throws -> Outcome {
        let order = cluster.order
        let open = cluster.workers.filter(\.hasOpenTask)
        let ready = try await ready(among: open, in: cluster)
        let isWhole = try await withThrowingTaskGroup(of: Bool.self) { group in
            for worker in ready {
                let told = cluster.order(of: worker)
                group.addTask { try await workOff(worker, told, of: order) }
            }
            return try await group.reduce(true) { $0 && $1 }
        }
        return !isWhole ? .failed : ready.count < open.count ? .waiting : .done
    }

    /// The workers whose tasks may begin: updates only so many at a time as the rules in the cluster allow.
    private func ready(among open: [Worker], in cluster: Cluster) async throws -> [Worker] {
        let updates = open.filter { !$0.isDeleting && $0.task?.act == .update }
        guard !updates.isEmpty else { return open }
        let rules: WorkerUpdateRules
        do throws(ProvisioningError) {
            rules = WorkerUpdateRules(try await provider.updateFacts(of: cluster.id))
        } catch {
            if error == .cancelled { throw CancellationError() }
            logger.warning("updates wait", ["reason": error.explanation])
            return open.filter { worker in !updates.contains { $0.id == worker.id } }
        }
        let present = cluster.workers.filter { !$0.isDeleting }
        var down = Set(present.filter(\.isDown).map(\.id))
        var ready = open.filter { worker in !updates.contains { $0.id == worker.id } }
        for worker in updates where rules.allows(worker.id, beside: down, among: present.map(\.id)) {
            down.insert(worker.id)
            ready.append(worker)
        }
        return ready
    }

    private func workOff(_ worker: Worker, _ told: WorkerOrder, of order: ClusterOrder) async throws -> Bool {
        if let task = worker.task { try await record.noteBegin(of: task, at: worker.id) }
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
