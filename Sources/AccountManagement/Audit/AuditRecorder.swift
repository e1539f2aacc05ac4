// SPDX-License-Identifier: Apache-2.0

import Authentication
package import Basics
import FoundationEssentials
package import Model
package import Storage

/// Writes audit events to the file at once, and to the store for reading a moment later, many in one transaction.
///
/// The file has them all; what a crash keeps from the store is at most the last moment.
package actor AuditRecorder: AuditLog {
    private struct Pending {
        var events: [AuditEvent] = []
        var dropped = 0
        var isFlushDue = false
    }

    private static let delay: Duration = .milliseconds(250)
    /// More than this many wait only if the store is stuck; then the file must do.
    private static let limit = 10_000
    private static let retention = 90.0 * 86_400
    private static let retainedCount = 200_000
    private static let cleaningInterval = 3600.0

    private let file: AuditFile
    private let store: any AuditStore
    private let time: TimeSource
    private let logger: Logger
    private let pending = Locked(Pending())
    private var lastFlush: Task<Void, Never>?
    private var lastCleaning = Date.distantPast

    package init(file: AuditFile, store: any AuditStore, time: TimeSource = .system, logger: Logger) {
        self.file = file
        self.store = store
        self.time = time
        self.logger = logger
    }

    package nonisolated func record(_ event: AuditEvent) {
        do {
            try file.append(event)
        } catch {
            logger.error(
                "cannot write an audit event to its file",
                ["error": "\(error)", "action": event.action, "requestID": event.requestID]
            )
        }
        let isFirst = pending.withLock { pending in
            if pending.events.count < Self.limit { pending.events.append(event) } else { pending.dropped += 1 }
            defer { pending.isFlushDue = true }
            return !pending.isFlushDue
        }
        guard isFirst else { return }
        Task {
            try? await Task.sleep(for: Self.delay)
            await flush()
        }
    }

    /// Brings what was recorded until now to the disk and into the store.
    package func flush() async {
        let previous = lastFlush
        let flush = Task {
            await previous?.value
            await writePending()
        }
        lastFlush = flush
        await flush.value
    }

    private func writePending() async {
        let taken = pending.withLock { pending in
            defer { pending = Pending() }
            return pending
        }
        guard !taken.events.isEmpty else { return }
        do {
            try file.synchronize()
        } catch {
            logger.error("cannot bring the audit file to the disk", ["error": "\(error)"])
        }
        do {
            try await store.appendAuditEvents(taken.events)
            try await clean()
        } catch {
            let count = taken.events.count
            logger.error("cannot store audit events, the file has them", ["error": "\(error)", "count": "\(count)"])
        }
        if taken.dropped > 0 {
            logger.error("audit events came too fast for the store, the file has them", ["count": "\(taken.dropped)"])
        }
    }

    private func clean() async throws {
        let now = time.now()
        guard now.timeIntervalSince(lastCleaning) >= Self.cleaningInterval else { return }
        lastCleaning = now
        try await store.deleteAuditEvents(before: now - Self.retention, keeping: Self.retainedCount)
    }
}
