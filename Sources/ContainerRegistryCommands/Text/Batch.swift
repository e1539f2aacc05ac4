// SPDX-License-Identifier: Apache-2.0

import APIClient
import CommandLineKit
import PluginKit

/// Does one thing to several things by their names; each has its own result.
struct Batch: Sendable {
    /// What the things are called: `image`, `images`.
    let noun: (one: String, many: String)
    /// What is done, in the forms that its sentences need: `Delete`, `deleted`.
    let verb: String
    let past: String

    static let forceFlag = Flag("f", "force", summary: "Ask nothing.")

    /// Asks people first, unless there is `-f`; scripts are not asked.
    ///
    /// Fails at the end if `action` failed for any name. `action` gives the sentence that says what it did.
    func run(
        _ names: [String],
        _ invocation: Invocation,
        _ report: Report,
        _ action: (String) async throws -> String
    ) async throws {
        let terminal = report.terminal
        let names = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let what = names.count == 1 ? noun.one : noun.many
        if terminal.isInteractive, !invocation.has("f") {
            let list = names.map { terminal.entity($0) }.joined(separator: ", ")
            guard
                try terminal.confirmLoss(
                    "\(verb) the \(what)? [\(list)]",
                    mend: "To go on without a question, add '-f'."
                )
            else {
                terminal.say("No \(noun.one) was \(past).")
                return
            }
        }
        var failures = 0
        for name in names {
            do {
                report.begin("\n\(try await action(name))\n")
            } catch let error as ClientError {
                // The others may fare better.
                guard names.count > 1, case .refused = error else { throw error }
                failures += 1
                terminal.say("The \(noun.one) \(terminal.quoted(name)) was not \(past): \(error.userMessage)")
            }
        }
        guard failures == 0 else {
            throw CommandFailure("\(failures) of \(names.count) \(noun.many) were not \(past).")
        }
        report.done()
    }
}
