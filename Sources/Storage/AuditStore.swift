// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials
package import Model

/// Which audit events are wanted.
package struct AuditQuery: Sendable {
    /// Events of this account, and those outside any account of the people who belong to it.
    package var accountID: String
    /// Only events whose action begins so.
    package var actionPrefix: String
    /// Only events with a smaller number.
    package var before: Int
    package var limit: Int

    package init(accountID: String, actionPrefix: String = "", before: Int = .max, limit: Int) {
        self.accountID = accountID
        self.actionPrefix = actionPrefix
        self.before = before
        self.limit = limit
    }
}

/// Keeps audit events for reading.
package protocol AuditStore: Sendable {
    /// Stores all events, or none, in their order.
    func appendAuditEvents(_ events: [AuditEvent]) async throws(StoreError)

    /// The events that `query` asks for, newest first.
    func auditEvents(_ query: AuditQuery) async throws(StoreError) -> [StoredAuditEvent]

    /// Removes the events from before `date`, and the oldest of those that are more than `count`.
    func deleteAuditEvents(before date: Date, keeping count: Int) async throws(StoreError)
}
