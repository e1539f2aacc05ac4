// SPDX-License-Identifier: Apache-2.0

import Basics
import Glibc
import Supervision

/// Takes a cluster off the host; may be stopped anywhere and run again.
///
/// The folder with the allocation goes last: it names all the rest.
struct ClusterRemoval: Sendable {
    let clusterID: String
    /// Nil if the cluster has no allocation, so that nobody knows any more what was its own.
    let layout: ClusterLayout?
    let configuration: LocalProviderConfiguration
    let logger: Logger
    /// Whether the cluster only stops: what it stored stays, and it can be realized again.
    var keepsData = false

    func run() async throws {
        if let layout { try await ClusterRemains(layout: layout, configuration: configuration).killWorkers() }
        let folder = ClusterLayout.folder(of: clusterID, configuration: configuration)
        // If all of it goes, nobody needs time to write anything down.
        let grace: Duration = keepsData ? .seconds(10) : .zero
        try await Supervisor.endStrays(withMarkerPrefix: "\(folder)/", grace: grace)
        if let layout {
            let remains = ClusterRemains(layout: layout, configuration: configuration)
            try await remains.remove(keepsFiles: keepsData)
            try Files.remove(layout.runtimeFolder)
            // Fails, as it should, while other clusters have something in there.
            rmdir(configuration.runtimeDirectory)
        } else {
            try await ClusterRemains.removeOrphans(configuration)
        }
        if keepsData { return }
        try Files.remove(folder)
        logger.info("removed a cluster")
    }
}
