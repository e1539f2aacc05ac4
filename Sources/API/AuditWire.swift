// SPDX-License-Identifier: Apache-2.0

/// An entry of the audit log, as it stands in the file, in answers, and in the output of `bx`.
package struct AuditRecord: Codable, Sendable, Equatable {
    package var time: String
    package var iamID: String
    package var user: String
    package var action: String
    package var target: String
    package var account: String
    package var address: String
    /// `success`, or the code of the failure.
    package var result: String
    package var requestID: String

    private enum CodingKeys: String, CodingKey {
        case time
        case iamID = "iam_id"
        case user
        case action
        case target
        case account
        case address
        case result
        case requestID = "request_id"
    }

    package init(
        time: String,
        iamID: String,
        user: String,
        action: String,
        target: String,
        account: String,
        address: String,
        result: String,
        requestID: String
    ) {
        self.time = time
        self.iamID = iamID
        self.user = user
        self.action = action
        self.target = target
        self.account = account
        self.address = address
        self.result = result
        self.requestID = requestID
    }
}

/// Entries of the audit log, newest first.
package struct AuditPage: Codable, Sendable {
    package var events: [AuditRecord]
    /// What to ask for `before` to get older ones; nil if there are none.
    package var next: String?

    package init(events: [AuditRecord], next: String?) {
        self.events = events
        self.next = next
    }
}
