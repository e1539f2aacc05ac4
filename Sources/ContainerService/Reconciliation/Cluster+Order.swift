// SPDX-License-Identifier: Apache-2.0

import Model
import Provisioning

extension Cluster {
    /// What the provider is told to keep up: all but the workers that are to go.
    var order: ClusterOrder {
        ClusterOrder(
            id: id,
            name: name,
            version: version,
            region: region,
            zone: zone,
            workers: workers.filter { !$0.isDeleting }.map(\.order)
        )
    }
}

extension Worker {
    var order: WorkerOrder {
        WorkerOrder(
            id: id,
            number: slot,
            machineType: MachineType.named(machineType) ?? .free,
            version: version
        )
    }
}
