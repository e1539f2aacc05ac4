// SPDX-License-Identifier: Apache-2.0

import Model
import Provisioning

extension Cluster {
    /// What the provider is told to keep up: all but the workers that are to go.
    var order: ClusterOrder {
        order(withMaster: version)
    }

    /// The same with a master of another version.
    func order(withMaster version: KubernetesVersion) -> ClusterOrder {
        ClusterOrder(
            id: id,
            name: name,
            version: version,
            region: region,
            zone: zone,
            workers: workers.filter { !$0.isDeleting }.map { order(of: $0) },
            auditWebhook: appliedAuditWebhook
        )
    }

    /// One of its workers as the provider is told of it.
    func order(of worker: Worker) -> WorkerOrder {
        WorkerOrder(
            id: worker.id,
            number: worker.slot,
            machineType: MachineType.named(worker.machineType) ?? .free,
            version: worker.version,
            labels: labels(of: worker)
        )
    }

    private func labels(of worker: Worker) -> [String: String] {
        guard let pool = workerPools.first(where: { $0.id == worker.poolID }) else { return [:] }
        let own = [
            "ibm-cloud.kubernetes.io/worker-pool-id": pool.id, "ibm-cloud.kubernetes.io/worker-pool-name": pool.name,
        ]
        return pool.labels.merging(own) { $1 }
    }
}
