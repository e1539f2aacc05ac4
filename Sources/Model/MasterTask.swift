// SPDX-License-Identifier: Apache-2.0

/// Something that was ordered for the master of a cluster, and is to be done once.
package struct MasterTask: Sendable, Equatable {
    package let act: MasterAct
    /// Which of the master's tasks it is; grows from one to the next.
    package let number: Int
    /// The version that an update leads to.
    package let version: KubernetesVersion?
    package var phase: MasterPhase
    /// Why it is taken back; empty as long as it is not.
    package var failure: String

    package init(
        act: MasterAct,
        number: Int,
        version: KubernetesVersion? = nil,
        phase: MasterPhase = .ordered,
        failure: String = ""
    ) {
        self.act = act
        self.number = number
        self.version = version
        self.phase = phase
        self.failure = failure
    }

    /// What users read while it goes on.
    package var progress: String {
        switch (act, phase) {
        case (.update, .rollingBack): "Rolling the master back"
        case (.update, _): "Updating the master" + (version.map { " to Kubernetes \($0)" } ?? "")
        case (.refresh, _): "Restarting the master"
        }
    }
}

/// What can be ordered for a master; the raw value is what is stored.
package enum MasterAct: String, Sendable, CaseIterable {
    /// It gets another Kubernetes version.
    case update
    /// It restarts with the configuration that is set.
    case refresh
}

/// How far a task has come; the raw value is what is stored.
package enum MasterPhase: String, Sendable, CaseIterable {
    case ordered
    /// The master is not what it was.
    case running
    /// It failed, and the master becomes what it was.
    case rollingBack = "rolling_back"
}

extension Cluster {
    /// Orders something to be done with the master once; false if what was ordered before is under way.
    package mutating func order(_ act: MasterAct, version: KubernetesVersion? = nil) -> Bool {
        guard masterTask == nil || masterTask?.phase == .ordered else { return false }
        masterTaskCount += 1
        masterTask = MasterTask(act: act, number: masterTaskCount, version: version)
        return true
    }

    /// Work on the master begins, or begins again: nothing is known of the workers until it is back.
    package mutating func beginMasterTask() {
        guard let task = masterTask else { return }
        if task.phase == .ordered { masterTask?.phase = .running }
        if task.act == .refresh { appliedAuditWebhook = auditWebhook }
        state = .deploying
        message = masterTask?.progress ?? ""
        for index in workers.indices {
            guard [.normal, .warning, .critical, .unknown].contains(workers[index].state) else { continue }
            workers[index].state = .unknown
            workers[index].status = "Unknown"
            workers[index].errorMessage = message
        }
    }

    /// The task cannot be done, and what was done of it is taken back.
    package mutating func rollBackMasterTask(because reason: String) {
        guard masterTask?.phase == .running else { return }
        masterTask?.phase = .rollingBack
        masterTask?.failure = reason
        message = masterTask?.progress ?? ""
    }

    /// The task is done, or taken back.
    package mutating func endMasterTask() {
        guard let task = masterTask else { return }
        if task.phase == .running, let version = task.version { self.version = version }
        masterTask = nil
        message = ""
    }
}
