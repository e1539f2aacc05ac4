// SPDX-License-Identifier: Apache-2.0

/// One entry of `GET /v1/clusters/{cluster}/events`.
package struct ClusterEventInfo: Codable, Sendable, Equatable {
    /// `2018-01-30T17:41:14+0000`, in UTC; that of the first one if it happened several times in a row.
    package var time: String
    package var lastTime: String
    package var count: Int
    /// `Normal` or `Warning`.
    package var type: String
    /// What happened, in one word: `WorkerLost`.
    package var reason: String
    /// The state of the cluster from then on.
    package var state: String
    package var message: String
    /// Who ordered it; empty for what happened by itself.
    package var user: String

    package init(
        time: String,
        lastTime: String,
        count: Int,
        type: String,
        reason: String,
        state: String,
        message: String,
        user: String
    ) {
        self.time = time
        self.lastTime = lastTime
        self.count = count
        self.type = type
        self.reason = reason
        self.state = state
        self.message = message
        self.user = user
    }
}
