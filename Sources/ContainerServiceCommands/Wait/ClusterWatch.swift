// SPDX-License-Identifier: Apache-2.0

package import API

/// Looks at a cluster again and again until it is where it should be, cannot get there, or time is up.
package struct ClusterWatch: Sendable {
    /// What one look at the cluster showed.
    package enum Sight: Sendable {
        case present(ClusterInfo, [WorkerInfo])
        /// The server knows no such cluster.
        case absent
        /// The server could not be asked this time; the text says why.
        case unreachable(String)
    }

    /// What a sight means for the one who waits.
    package enum Verdict: Sendable, Equatable {
        /// On its way, with the step in words.
        case going(String)
        case arrived
        /// Wrong, with the reason; the server tries again.
        ///
        /// It counts once it has lasted for `patience`, or has come back so often that trying again does not mend it.
        case failing(String)
        /// Wrong for good, with the reason.
        case lost(String)
    }

    /// How the watch ended.
    package enum Ending: Sendable, Equatable {
        case arrived
        case failed(String)
        /// The limit passed; the text is the last step that was seen.
        case outOfTime(String)
    }

    private let limit: Duration
    private let interval: Duration
    private let patience: Duration
    private let tries: Int
    private let elapsed: @Sendable () -> Duration

    /// `elapsed` gives the time since the start, so that a test can decide how long things take.
    package init(
        limit: Duration,
        interval: Duration = .seconds(1),
        patience: Duration = .seconds(20),
        tries: Int = 3,
        elapsed: @escaping @Sendable () -> Duration
    ) {
        self.limit = limit
        self.interval = interval
        self.patience = patience
        self.tries = tries
        self.elapsed = elapsed
    }

    /// Asks `look` until `judge` says that the cluster arrived; `report` gets the step after every look.
    ///
    /// Throws what `look` throws, and `CancellationError` when the task is cancelled.
    package func run(
        look: () async throws -> Sight,
        judge: (Sight) -> Verdict,
        report: (String) -> Void
    ) async throws -> Ending {
        var step = ""
        var failingSince: Duration?
        var failures = 0
        while true {
            let verdict = judge(try await look())
            let now = elapsed()
            switch verdict {
            case .arrived: return .arrived
            case .lost(let reason): return .failed(reason)
            case .failing(let reason):
                if failingSince == nil { failures += 1 }
                let since = failingSince ?? now
                failingSince = since
                step = "failed: \(reason); the server tries again"
                if failures >= tries || now - since >= patience { return .failed(reason) }
            case .going(let text):
                failingSince = nil
                step = text
            }
            report(step)
            guard now < limit else { return .outOfTime(step) }
            try await Task.sleep(for: interval)
        }
    }
}

extension ClusterWatch {
    /// What a sight means for one who waits for the cluster to become normal.
    package static func judgeCreation(_ sight: Sight) -> Verdict {
        switch sight {
        case .absent: .lost("it was removed while it was being made")
        case .unreachable(let reason): .going("the service does not answer (\(reason)); trying again")
        case .present(let cluster, let workers):
            switch ClusterProgress(cluster: cluster, workers: workers) {
            case .ready: .arrived
            case .building(let step): .going(step)
            case .failing(let reason): .failing(reason)
            case .removed: .lost("it is being removed")
            }
        }
    }

    /// What a sight means for one who waits for the cluster to be gone.
    package static func judgeRemoval(_ sight: Sight) -> Verdict {
        switch sight {
        case .absent: return .arrived
        case .unreachable(let reason): return .going("the service does not answer (\(reason)); trying again")
        case .present(let cluster, _):
            let message = cluster.statusMessage ?? ""
            if cluster.state == "delete_failed" { return .failing(message.isEmpty ? "removal got stuck" : message) }
            return .going(message.isEmpty ? cluster.state : "\(cluster.state): \(message)")
        }
    }
}
