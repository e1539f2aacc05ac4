// SPDX-License-Identifier: Apache-2.0

import Basics
import Kubernetes
import Model
import Provisioning
import Supervision

/// Takes one worker out of its cluster and off the host; may be stopped anywhere and run again.
struct WorkerRemoval: Sendable {
    let worker: WorkerOrder
    /// The cluster without the worker.
    let order: ClusterOrder
    let layout: ClusterLayout
    let configuration: LocalProviderConfiguration
    let keys: ClusterKeys
    /// Nil if the cluster never had a master.
    let client: KubernetesClient?
    let supervision: ClusterSupervision?
    let logger: Logger

    private var place: WorkerLayout { WorkerLayout(cluster: layout, number: worker.number) }

    func run() async throws {
        let drain = client.map { NodeDrain(node: worker.id, client: $0, version: order.version) }
        if try await drain?.run() == false {
            logger.warning("pods are still on a worker that is removed", ["worker": worker.id])
        }
        await supervision?.losses.forget(worker.number)
        await supervision?.units.stop(foldersWithPrefix: place.unitPrefix, grace: .zero)
        let remains = ClusterRemains(layout: layout, configuration: configuration)
        try await remains.removeWorker(worker.number)
        try await ClusterNetwork(layout: layout, configuration: configuration)
            .forgetWorker(worker.number, on: order.workers.map(\.number))
        try keys.removeWorker(number: worker.number)
        for program in WorkerUnits.programs { try Files.remove(place.unitFolder(program)) }
        guard let client else { return }
        // No kubelet is there that would register the node again, or end the pods that could not move.
        try await NodePods(node: worker.id, client: client).forget(keepsOwn: false)
        try await client.delete("/api/v1/nodes/\(worker.id)")
        logger.info("removed a worker", ["worker": worker.id])
    }
}
