// SPDX-License-Identifier: Apache-2.0

import Basics

/// What runs inside the daemon for one cluster.
actor ClusterSupervision {
    nonisolated let units: Supervisor

    init(logger: Logger) {
        units = Supervisor(logger: logger)
    }

    /// Lets go of the cluster's processes, which go on.
    func release() async {
        await units.release()
    }
}
