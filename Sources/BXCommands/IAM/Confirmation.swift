// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// The question before something is lost, and the flag that answers it.
enum Confirmation {
    static let flag = Flag("f", "force", summary: "Do it without a question")
    /// The same flag of commands that scripts of the time gave it to and that ask nothing.
    static let needlessFlag = Flag("f", "force", summary: "Do it without a question", isHidden: true)

    /// Whether the user wants it; says so if not.
    static func isGiven(_ question: String, _ invocation: Invocation, _ terminal: Terminal) throws -> Bool {
        if invocation.has("f") { return true }
        if try terminal.confirm(question) { return true }
        terminal.say("Nothing was changed.")
        return false
    }
}
