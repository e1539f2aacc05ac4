// SPDX-License-Identifier: Apache-2.0

/// The body of `PUT /v1/clusters/{cluster}/hibernation`, which is ours.
package struct HibernationRequest: Codable, Sendable {
    /// What keeps a cluster awake.
    package static let off = "off"

    /// After how long without use the cluster is frozen, `30m` or `1h30m`, or `off`.
    package var idleTime: String

    package init(idleTime: String) {
        self.idleTime = idleTime
    }
}
