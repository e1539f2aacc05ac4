// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// What a command says while it works and when it is done: to people, to people in a hurry (`-q`), or to programs.
struct Report {
    let terminal: Terminal
    let isJSON: Bool
    let isQuiet: Bool

    init(_ context: BXContext, _ invocation: Invocation) throws(UsageError) {
        terminal = context.terminal
        isJSON = try OutputForm.isJSON(invocation) || invocation.has("json")
        isQuiet = invocation.isQuiet
    }

    /// Says what is being done, unless only the result is wanted.
    func begin(_ text: String) {
        if !isJSON, !isQuiet { terminal.say(text) }
    }

    /// Says that it was done.
    func done(_ text: String? = nil) {
        guard !isJSON, !isQuiet else { return }
        terminal.ok()
        if let text { terminal.say(text) }
    }

    /// Says that it was done, and shows `value`, as a table with a row for each line of `rows`.
    func show(_ value: some Encodable, _ headers: [String], _ rows: [[String]], ifNone: String) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        separate()
        if rows.isEmpty {
            if !isQuiet { terminal.say(ifNone) }
        } else {
            terminal.table(headers, rows)
        }
    }

    /// Says that it was done, and shows `value`, as the names and contents of its fields.
    func show(_ value: some Encodable, _ fields: [(String, String)]) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        separate()
        terminal.table([], fields.map { [$0.0, $0.1] })
    }

    /// Says that it was done, and shows `value`, as plain lines.
    func show(_ value: some Encodable, lines: [String]) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        for line in lines { terminal.say(line) }
    }

    /// Gives advice that may be ignored.
    func tip(_ text: String) {
        guard !isJSON, !isQuiet else { return }
        terminal.say()
        terminal.tip(text)
    }

    private func separate() {
        guard !isQuiet else { return }
        terminal.ok()
        terminal.say()
    }
}
