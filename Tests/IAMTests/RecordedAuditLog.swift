// SPDX-License-Identifier: Apache-2.0

import Authentication
import Basics
import Model

/// Keeps what was recorded for a look.
final class RecordedAuditLog: AuditLog {
    private let recorded = Locked<[AuditEvent]>([])

    var events: [AuditEvent] {
        recorded.withLock { $0 }
    }

    func record(_ event: AuditEvent) {
        recorded.withLock { $0.append(event) }
    }
}
