// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// How long a command waits for what it started.
struct WaitOptions: Sendable {
    private static let standardLimit = Duration.seconds(900)

    static let flags = [
        Flag("wait", summary: "Wait until it is done, and show the step it is at."),
        Flag("timeout", value: "TIME", summary: "How long to wait, for instance 90s, 15m or 1h. Default: 15m."),
    ]

    let limit: Duration

    /// Nil if the user does not want to wait.
    init?(_ invocation: Invocation) throws(UsageError) {
        let text = invocation.value("timeout")
        guard let limit = text.map(DurationText.parse) ?? Self.standardLimit else {
            throw UsageError("'--timeout' takes a time such as 90s, 15m or 1h, not '\(text ?? "")'.")
        }
        guard invocation.has("wait") else {
            if text != nil { throw UsageError("'--timeout' needs '--wait'.") }
            return nil
        }
        self.limit = limit
    }
}
