// SPDX-License-Identifier: Apache-2.0

package import Model

/// Takes down who did what; features tell it and go on.
package protocol AuditLog: Sendable {
    /// Takes the event down.
    ///
    /// Does not wait for a disk, and its own failures are its own affair: the act that is recorded must not suffer.
    func record(_ event: AuditEvent)
}

/// Drops all events, for tests of other things.
package struct SilentAuditLog: AuditLog {
    package init() {}

    package func record(_: AuditEvent) {}
}
