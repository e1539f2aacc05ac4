// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import ProcessControl

/// Remembers when a cluster was last of use to anybody.
///
/// Of use is: a request to its API server by anybody but its own controllers, kubelets and pods (they stand in
/// its audit log), a connection that such a caller holds open, and pods that compute.
struct ClusterUse: Sendable {
    /// Pods that take less than this share of one processor are waiting for something to do.
    private static let idleShare = 0.02

    private var log: AuditLog
    private var last: Date?
    private var podSeconds: (value: Double, at: Date)?

    init(auditLog: String) {
        log = AuditLog(path: auditLog)
    }

    /// The cluster is of use at this moment.
    mutating func note(_ now: Date) {
        last = now
    }

    /// When it was last of use, after a look at all of it.
    mutating func look(_ now: Date, layout: ClusterLayout, workers: [Int], hasVisitors: Bool) -> Date {
        let computed = workers.map { computedSeconds(onWorker: layout.cgroupName($0)) }.reduce(0, +)
        var isUsed = last == nil || hasVisitors
        if let former = podSeconds, now > former.at {
            let share = (computed - former.value) / now.timeIntervalSince(former.at)
            if share > Self.idleShare { isUsed = true }
        }
        podSeconds = (computed, now)
        if isUsed { last = now }
        return max(last ?? now, log.lastVisit() ?? .distantPast)
    }

    private func computedSeconds(onWorker worker: String) -> Double {
        (try? ControlGroups(name: worker).computedSeconds(below: WorkerLayout.podGroup)) ?? 0
    }
}
