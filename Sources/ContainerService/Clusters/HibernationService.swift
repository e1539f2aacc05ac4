// SPDX-License-Identifier: Apache-2.0

package import API
import Basics
import Model

/// Says after how long without use clusters are frozen; the reconciler freezes them.
package struct HibernationService: Sendable {
    /// Freezing more often than that costs more than it saves.
    private static let shortest = 10
    private static let longest = 30 * 86_400

    private let clusters: ClusterService

    package init(clusters: ClusterService) {
        self.clusters = clusters
    }

    /// Stores the time without use after which the cluster is frozen; a frozen one wakes when it is kept awake.
    package func change(_ request: HibernationRequest, of idOrName: String, for caller: Caller) async throws {
        let cluster = try await clusters.cluster(idOrName, of: caller, to: .changeHibernation)
        let seconds = try seconds(request.idleTime)
        guard cluster.idleSeconds != seconds else { return }
        try await clusters.ordering.change(cluster, for: caller) { $0.idleSeconds = seconds }
    }

    private func seconds(_ text: String) throws -> Int? {
        if text == HibernationRequest.off { return nil }
        guard let seconds = TimeSpanText.seconds(text), (Self.shortest...Self.longest).contains(seconds) else {
            throw APIError.badRequest(
                code: "E0003",
                "The idle time '\(text.prefix(100))' is not valid.",
                recovery: "Give a time from 10s to 30d, such as 30m or 1h30m, or 'off'."
            )
        }
        return seconds
    }
}
