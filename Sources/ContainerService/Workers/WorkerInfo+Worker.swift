// SPDX-License-Identifier: Apache-2.0

import API
import Model

extension WorkerInfo {
    /// The worker as clients see it.
    init(of worker: Worker, in cluster: Cluster) {
        self.init(id: worker.id)
        state = worker.state.rawValue
        status = worker.status
        errorMessage = worker.errorMessage
        privateIP = worker.privateIP
        privateVlan = PrivateVLAN(zone: cluster.zone).id
        machineType = worker.machineType
        location = cluster.zone
        kubeVersion = worker.version.description
        targetVersion = cluster.version.description
        let pool = cluster.workerPools.first { $0.id == worker.poolID }
        (poolID, poolName) = (pool?.id ?? "", pool?.name ?? "")
        pendingOperation = worker.isDeleting ? "delete" : worker.task?.act.rawValue ?? ""
        billing = cluster.isPaid ? "hourly" : "free"
    }
}
