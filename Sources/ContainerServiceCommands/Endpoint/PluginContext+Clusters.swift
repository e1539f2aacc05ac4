// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

extension PluginContext {
    /// The container service, in the name of the user, who must be logged in and have an account.
    func clusters() throws -> ClusterClient {
        let session = try targetedSession()
        return ClusterClient(
            endpoint: try ContainerServiceEndpoint.address(for: session, in: configuration),
            connection: authorizedConnection(session),
            region: try ContainerRegion.name(for: session, in: configuration)
        )
    }
}

extension Invocation {
    /// The name or identifier of the cluster that the command is for.
    func cluster() throws(UsageError) -> String {
        guard let cluster = argument("CLUSTER"), !cluster.isEmpty else { throw UsageError("CLUSTER is missing.") }
        return cluster
    }
}
