// SPDX-License-Identifier: Apache-2.0

/// How much of something an account may have at the same time.
package enum QuotaKind: String, Sendable, CaseIterable {
    case freeClusters = "free-clusters"
    /// Of any kind.
    case clusters
    /// In all of its clusters.
    case workers
}

/// How much an account may have at the same time.
///
/// What is being removed does not count.
package struct AccountQuota: Sendable, Equatable {
    package var freeClusters: Int
    package var clusters: Int
    package var workers: Int

    package init(freeClusters: Int, clusters: Int, workers: Int) {
        self.freeClusters = freeClusters
        self.clusters = clusters
        self.workers = workers
    }

    package subscript(kind: QuotaKind) -> Int {
        get {
            switch kind {
            case .freeClusters: freeClusters
            case .clusters: clusters
            case .workers: workers
            }
        }
        set {
            switch kind {
            case .freeClusters: freeClusters = newValue
            case .clusters: clusters = newValue
            case .workers: workers = newValue
            }
        }
    }
}
