// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Model

extension ClusterEventInfo {
    /// The event as clients see it.
    init(of event: ClusterEvent) {
        self.init(
            time: event.time.compactOffsetText,
            lastTime: event.lastTime.compactOffsetText,
            count: event.count,
            type: event.reason.isWarning(in: event.state) ? "Warning" : "Normal",
            reason: event.reason.rawValue,
            state: event.state.rawValue,
            message: event.message,
            user: event.actor
        )
    }
}
