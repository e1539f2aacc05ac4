// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Kubernetes
import ProcessControl
import Provisioning
import Supervision

/// Ends all that runs on one worker, so that realizing the cluster starts it anew; may be run again at any time.
struct WorkerStopping: Sendable {
    /// How long programs in pods get for their end when a worker is stopped in good order.
    private static let podPatience = Duration.seconds(10)

    let worker: WorkerOrder
    let order: ClusterOrder
    let way: WorkerStop
    let layout: ClusterLayout
    let configuration: LocalProviderConfiguration
    let client: KubernetesClient
    let supervision: ClusterSupervision
    let now: Date
    let logger: Logger

    private var place: WorkerLayout { WorkerLayout(cluster: layout, number: worker.number) }

    func run() async throws {
        if way == .vacating {
            let drain = NodeDrain(node: worker.id, client: client, version: order.version)
            if try await !drain.run() {
                logger.warning("pods are still on a worker that is set up anew", ["worker": worker.id])
            }
        }
        await supervision.losses.forget(worker.number)
        if way != .abrupt {
            // First the kubelet, which would start again what ends.
            await supervision.units.stop(foldersWithPrefix: place.unitFolder("kubelet"))
            // One that an earlier daemon started is supervised by nobody yet.
            try await Supervisor.endStrays(withMarkerPrefix: place.unitFolder("kubelet"))
            try await ControlGroups(name: place.cgroup).end(below: WorkerLayout.podGroup, patience: Self.podPatience)
        }
        let grace: Duration = way == .abrupt ? .zero : .seconds(10)
        await supervision.units.stop(foldersWithPrefix: place.unitPrefix, grace: grace)
        let keepsFiles = way == .orderly || way == .abrupt
        try await ClusterRemains(layout: layout, configuration: configuration)
            .removeWorker(worker.number, keepsFiles: keepsFiles)
        try await NodeCondition(node: worker.id, client: client)
            .setNotReady(reason: "WorkerStopped", message: "the worker was stopped and starts again", now: now)
        logger.info("stopped a worker", ["worker": worker.id, "way": "\(way)"])
    }
}
