// SPDX-License-Identifier: Apache-2.0

import Basics
package import FoundationEssentials

extension Cluster {
    /// Has an event stored with the next change.
    package mutating func note(
        _ reason: ClusterEventReason,
        _ message: String,
        by actor: String = "",
        at time: Date
    ) {
        let event = ClusterEvent(
            time: time,
            reason: reason,
            state: state,
            message: String(message.prefix(1_000)),
            actor: actor
        )
        unrecordedEvents.append(event)
    }

    /// Notes what makes the difference to what the cluster was; `actor` is who ordered it.
    package mutating func noteEvents(since before: Cluster, by actor: String = "", at time: Date) {
        let orders = masterOrders(since: before) + poolOrders(since: before) + workerOrders(since: before)
        for (reason, message) in orders { note(reason, message, by: actor, at: time) }
        let news = masterNews(since: before) + workerNews(since: before)
        for (reason, message) in news { note(reason, message, at: time) }
        if isDeleting, !before.isDeleting {
            note(.removalOrdered, "Removal of the cluster ordered", by: actor, at: time)
        }
        if before.serverURL.isEmpty, !serverURL.isEmpty {
            note(.masterReady, "The master answers at \(serverURL)", at: time)
        }
        if idleSeconds != before.idleSeconds {
            let span = idleSeconds.map { TimeSpanText.text(seconds: $0) }
            let message = span.map { "Freezing after \($0) without use ordered" } ?? "Staying awake ordered"
            note(.hibernationOrdered, message, by: actor, at: time)
        }
        if isHibernated != before.isHibernated {
            let message = isHibernated ? "Frozen, since nobody used it" : "Thawed"
            note(isHibernated ? .frozen : .thawed, message, at: time)
        }
        guard state != before.state, !isNextTry(after: before) else { return }
        let cause = message.isEmpty ? "" : ": \(message)"
        note(.stateChanged, "\(before.state.words) to \(state.words)\(cause)", at: time)
    }

    /// Notes the order of a new cluster.
    package mutating func noteOrder(by actor: String, at time: Date) {
        let count = workers.isEmpty ? "no" : String(workers.count)
        let message =
            "Cluster ordered: Kubernetes \(version), \(count) worker\(workers.count == 1 ? "" : "s") "
            + "of type \(machineType), in \(zone)"
        note(.ordered, message, by: actor, at: time)
    }

    /// Whether something that failed begins anew: what comes of it is news, not the attempt.
    private func isNextTry(after before: Cluster) -> Bool {
        before.state == .critical && (state == .deploying || state == .pending && before.serverURL.isEmpty)
    }

    private typealias News = [(ClusterEventReason, String)]

    private func masterOrders(since before: Cluster) -> News {
        if auditWebhook != before.auditWebhook {
            let what = auditWebhook == nil ? "removed" : "set"
            return [(.configurationChanged, "Audit webhook \(what), to be applied by a restart of the master")]
        }
        guard masterTaskCount > before.masterTaskCount, let task = masterTask else { return [] }
        switch task.act {
        case .update:
            let target = task.version.map { " to \($0)" } ?? ""
            return [(.updateOrdered, "Update of the master from Kubernetes \(version)\(target) ordered")]
        case .refresh: return [(.refreshOrdered, "Restart of the master ordered")]
        }
    }

    private func masterNews(since before: Cluster) -> News {
        guard let former = before.masterTask, former.phase != .ordered else { return [] }
        guard masterTask == nil else {
            guard masterTask?.phase == .rollingBack, former.phase == .running else { return [] }
            return [(.updateFailed, "The update of the master failed: \(masterTask?.failure ?? "")")]
        }
        switch (former.act, former.phase) {
        case (.refresh, _): return [(.refreshed, "The master restarted")]
        case (.update, .rollingBack):
            return [(.rolledBack, "The master has Kubernetes \(version) and its data of before the update again")]
        case (.update, _): return [(.updated, "The master has Kubernetes \(version), before \(before.version)")]
        }
    }

    private func poolOrders(since before: Cluster) -> News {
        let former = Dictionary(before.workerPools.map { ($0.id, $0) }) { first, _ in first }
        return workerPools.compactMap { pool in
            guard let old = former[pool.id] else { return (.workerPoolChanged, "Worker pool \(pool.name) ordered") }
            guard old != pool else { return nil }
            if pool.isDeleting { return (.workerPoolChanged, "Removal of worker pool \(pool.name) ordered") }
            let size = old.wantedCount == pool.wantedCount ? "" : ": \(old.wantedCount) to \(pool.wantedCount) workers"
            return (.workerPoolChanged, "Change of worker pool \(pool.name) ordered\(size)")
        }
    }

    private func workerOrders(since before: Cluster) -> News {
        let former = Dictionary(before.workers.map { ($0.id, $0) }) { first, _ in first }
        var news: News = []
        let added = workers.filter { former[$0.id] == nil }
        if !added.isEmpty { news.append((.workersOrdered, "\(Self.subject(added)) ordered")) }
        let leaving = workers.filter { $0.isDeleting && former[$0.id]?.isDeleting == false }
        if !leaving.isEmpty { news.append((.workerRemovalOrdered, "Removal of \(Self.object(leaving)) ordered")) }
        for act in WorkerAct.allCases {
            let ordered = workers.filter { worker in
                guard let old = former[worker.id], old.taskCount < worker.taskCount else { return false }
                return worker.task?.act == act
            }
            guard let task = ordered.first?.task else { continue }
            let version = task.version.map { " to Kubernetes \($0)" } ?? ""
            news.append((.workerTaskOrdered, "\(act.noun) of \(Self.object(ordered))\(version) ordered"))
        }
        return news
    }

    private func workerNews(since before: Cluster) -> News {
        let present = Set(workers.map(\.id))
        var news: News = []
        let gone = before.workers.filter { !present.contains($0.id) }
        if !gone.isEmpty { news.append((.workerRemoved, "\(Self.subject(gone)) removed")) }
        let former = Dictionary(before.workers.map { ($0.id, $0) }) { first, _ in first }
        let updated = workers.filter { worker in former[worker.id].map { $0.version != worker.version } ?? false }
        if let version = updated.first?.version {
            news.append((.workerUpdated, "\(Self.subject(updated)) updated to Kubernetes \(version)"))
        }
        for change in WorkerChange.allCases {
            let changed = workers.filter { worker in
                former[worker.id].flatMap { WorkerChange(from: $0.state, to: worker.state) } == change
            }
            guard !changed.isEmpty else { continue }
            let causes = Set(changed.map(\.errorMessage)).sorted().filter { !$0.isEmpty }.joined(separator: "; ")
            let cause = causes.isEmpty ? "" : ": \(causes)"
            news.append((change.reason, "\(Self.subject(changed)) \(change.words)\(cause)"))
        }
        return news
    }

    private static func subject(_ workers: [Worker]) -> String {
        (workers.count == 1 ? "Worker " : "Workers ") + workers.map(\.id).joined(separator: ", ")
    }

    private static func object(_ workers: [Worker]) -> String {
        (workers.count == 1 ? "worker " : "workers ") + workers.map(\.id).joined(separator: ", ")
    }
}

/// What a worker's change of state is to its owner.
private enum WorkerChange: CaseIterable {
    case ready
    case lost
    case failed
    case short

    /// Nil if it is no news: while the master is away, nothing is known of workers.
    init?(from old: WorkerState, to new: WorkerState) {
        guard old != new else { return nil }
        switch new {
        case .normal where old != .unknown: self = .ready
        case .critical: self = .lost
        case .provisionFailed, .reloadingFailed: self = .failed
        case .warning: self = .short
        default: return nil
        }
    }

    var reason: ClusterEventReason {
        switch self {
        case .ready: .workerReady
        case .lost: .workerLost
        case .failed: .workerFailed
        case .short: .workerShort
        }
    }

    var words: String {
        switch self {
        case .ready: "ready"
        case .lost: "lost"
        case .failed: "could not be set up"
        case .short: "short of resources"
        }
    }
}

extension WorkerAct {
    fileprivate var noun: String {
        switch self {
        case .reboot: "Reboot"
        case .hardReboot: "Hard reboot"
        case .reload: "Reload"
        case .update: "Update"
        }
    }
}
