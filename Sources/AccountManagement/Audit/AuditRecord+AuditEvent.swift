// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Model

extension AuditRecord {
    /// The event as readers outside see it.
    init(of event: AuditEvent) {
        self.init(
            time: event.time.millisecondText,
            iamID: event.iamID,
            user: event.userName,
            action: event.action,
            target: event.target,
            account: event.accountID,
            address: event.address,
            result: event.result,
            requestID: event.requestID
        )
    }
}
