// SPDX-License-Identifier: Apache-2.0

import Authentication
package import Basics
package import Model

/// Writes audit events to the file alone, for commands beside a daemon that has the store.
package struct AuditFileLog: AuditLog {
    private let file: AuditFile
    private let logger: Logger

    /// The daemon alone begins new files.
    package init(path: String, logger: Logger) {
        file = AuditFile(path: path, maximumSize: .max)
        self.logger = logger
    }

    package func record(_ event: AuditEvent) {
        do {
            try file.append(event)
            try file.synchronize()
        } catch {
            logger.error("cannot write an audit event to its file", ["error": "\(error)", "action": event.action])
        }
    }
}
