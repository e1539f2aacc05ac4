// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// Something that somebody did or tried; never with a secret in it.
package struct AuditEvent: Sendable, Equatable {
    /// The result of an act that succeeded; that of a failure is its code.
    package static let success = "success"

    package var time: Date
    /// Empty if nobody could be made out.
    package var iamID: String
    /// The e-mail address, or what was given for one.
    package var userName: String
    /// Feature and act, as in `containers.cluster-create`.
    package var action: String
    /// What was acted on, if the action does not say all.
    package var target: String
    /// Empty for acts outside any account, such as a sign-in.
    package var accountID: String
    /// Address of the peer.
    package var address: String
    package var result: String
    /// Joins the event with log and answer.
    package var requestID: String

    package init(
        time: Date,
        iamID: String = "",
        userName: String = "",
        action: String,
        target: String = "",
        accountID: String = "",
        address: String = "",
        result: String = success,
        requestID: String = ""
    ) {
        self.time = time
        self.iamID = iamID
        self.userName = userName
        self.action = action
        self.target = target
        self.accountID = accountID
        self.address = address
        self.result = result
        self.requestID = requestID
    }
}

/// An event as a store has it, with the number that orders it.
package struct StoredAuditEvent: Sendable, Equatable {
    /// Grows from event to event.
    package let number: Int
    package let event: AuditEvent

    package init(number: Int, event: AuditEvent) {
        self.number = number
        self.event = event
    }
}
