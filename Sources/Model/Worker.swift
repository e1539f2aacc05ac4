// SPDX-License-Identifier: Apache-2.0

/// A worker node as ordered, and what was last seen of it.
package struct Worker: Sendable, Equatable, Identifiable {
    /// `kube-<zone>-<first 10 digits of the cluster's id>-w<number>`, also the name of the node.
    package let id: String
    /// Counts from 1 in its cluster and is never used again.
    package let number: Int
    /// Its place in the cluster's networks, from 1; the place of a worker that is gone is given away again.
    package let slot: Int
    package var machineType: String
    /// The pool that it was ordered for; empty if it was ordered alone.
    package var poolID: String
    /// The Kubernetes version of its programs, which may be older than the master's.
    package var version: KubernetesVersion
    package var state: WorkerState
    /// `Ready`, `Not Ready`, or progress in words.
    package var status: String
    /// Why the worker is not normal; empty when there is nothing to say.
    package var errorMessage: String
    /// Address in the cluster's node network; empty until it has one.
    package var privateIP: String
    /// True from the moment when its removal was asked for.
    package var isDeleting: Bool
    /// What was ordered for it and is not done yet.
    package var task: WorkerTask?
    /// How many tasks were ever ordered for it.
    package var taskCount: Int

    /// A new worker; `slot` is its number if it is not given.
    package init(
        number: Int,
        slot: Int? = nil,
        clusterID: String,
        zone: String,
        machineType: String,
        version: KubernetesVersion,
        poolID: String = ""
    ) {
        self.init(
            id: "kube-\(zone)-\(clusterID.prefix(10))-w\(number)",
            number: number,
            slot: slot ?? number,
            machineType: machineType,
            version: version,
            state: .provisioning,
            status: "Waiting for the master"
        )
        self.poolID = poolID
    }

    /// A worker as it stands in a store.
    package init(
        id: String,
        number: Int,
        slot: Int,
        machineType: String,
        version: KubernetesVersion,
        state: WorkerState,
        status: String
    ) {
        self.id = id
        self.number = number
        self.slot = slot
        self.machineType = machineType
        self.version = version
        self.state = state
        self.status = status
        self.poolID = ""
        self.errorMessage = ""
        self.privateIP = ""
        self.isDeleting = false
        self.task = nil
        self.taskCount = 0
    }

    /// Whether there is something to do with it beside keeping it running.
    package var hasOpenTask: Bool { isDeleting || task != nil }
}

extension Worker {
    /// Orders something to be done once; nothing changes at a worker that is to go.
    ///
    /// It takes the place of what is not done yet, but what sets the worker up anew is not given up for a mere restart.
    package mutating func order(_ act: WorkerAct, version: KubernetesVersion? = nil) {
        guard !isDeleting else { return }
        if let task, task.act.isSetup, !act.isSetup { return }
        taskCount += 1
        task = WorkerTask(act: act, number: taskCount, version: version)
        if act == .update {
            status = "Waiting for update"
        } else {
            show(act)
        }
        errorMessage = ""
    }

    /// Shows that work on a task goes on.
    package mutating func begin(_ task: WorkerTask) {
        if self.task?.number == task.number { show(task.act) }
    }

    private mutating func show(_ act: WorkerAct) {
        if act.isSetup { state = .reloading }
        status = act.progress
    }

    /// Orders the end of the worker.
    package mutating func orderRemoval() {
        isDeleting = true
        state = .deleting
        status = "Removing"
        errorMessage = ""
    }
}

/// The states of a worker; the raw value is what clients see.
package enum WorkerState: String, Sendable, CaseIterable {
    /// The master cannot be asked.
    case unknown
    case provisioning
    case provisionFailed = "provision_failed"
    case reloading
    case reloadingFailed = "reloading_failed"
    case normal
    case warning
    case critical
    case deleting
}
