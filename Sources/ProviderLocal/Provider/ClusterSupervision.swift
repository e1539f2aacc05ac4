// SPDX-License-Identifier: Apache-2.0

import Basics
import Supervision

/// What runs inside the daemon for one cluster.
actor ClusterSupervision {
    nonisolated let units: Supervisor
    nonisolated let losses: WorkerLosses
    private let logger: Logger
    private var dns: ClusterDNS?

    init(losses: WorkerLosses, logger: Logger) {
        self.losses = losses
        self.logger = logger
        units = Supervisor(logger: logger) { await losses.mayRestart($0) }
    }

    /// The cluster's DNS server, one and the same each time.
    func dns(layout: ClusterLayout, configuration: LocalProviderConfiguration) -> ClusterDNS {
        if let dns { return dns }
        let made = ClusterDNS(layout: layout, configuration: configuration, supervisor: units, logger: logger)
        dns = made
        return made
    }

    /// Lets go of the cluster's processes, which go on.
    func release() async {
        await dns?.release()
        await units.release()
    }
}
