// SPDX-License-Identifier: Apache-2.0

package import Basics

/// How often the reconciler looks and how long it waits.
package struct ReconcilerPace: Sendable {
    /// Between two looks at a cluster, and at the rights in it.
    package var observation: Duration
    /// Between two writes of progress; what comes in between is skipped but for the newest.
    package var progress: Duration
    /// How long a cluster may be unwell before it is realized again, in case that mends it.
    package var repair: Duration
    /// How long a cluster that is well goes on before it is realized again, which renews what would end.
    package var refresh: Duration
    /// Between tries that fail.
    package var retry: Backoff

    package init(
        observation: Duration = .seconds(3),
        progress: Duration = .milliseconds(100),
        repair: Duration = .seconds(30),
        refresh: Duration = .seconds(12 * 3600),
        retry: Backoff = Backoff(first: .seconds(2), limit: .seconds(60))
    ) {
        self.observation = observation
        self.progress = progress
        self.repair = repair
        self.refresh = refresh
        self.retry = retry
    }
}
