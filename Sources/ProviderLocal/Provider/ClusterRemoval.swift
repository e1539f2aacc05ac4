// SPDX-License-Identifier: Apache-2.0

import Basics

/// Takes a cluster off the host; may be stopped anywhere and run again.
///
/// The folder with the allocation goes last: it names all the rest.
struct ClusterRemoval: Sendable {
    let clusterID: String
    /// Nil if the cluster has no allocation: then it has no network and no sockets either.
    let layout: ClusterLayout?
    let configuration: LocalProviderConfiguration
    let logger: Logger

    func run() async throws {
        let folder = ClusterLayout.folder(of: clusterID, configuration: configuration)
        // All of it goes, so nobody needs time to write anything down.
        try await Supervisor.endStrays(withMarkerPrefix: "\(folder)/", grace: .zero)
        if let layout { try Files.remove(layout.runtimeFolder) }
        try Files.remove(folder)
        logger.info("removed a cluster")
    }
}
