// SPDX-License-Identifier: Apache-2.0

/// What a command says while it works and when it is done: to people, to people in a hurry (`-q`), or to programs.
///
/// For people in a hurry there is only the result and what must not be missed; programs get the result alone, as JSON.
package struct Report: Sendable {
    package let terminal: Terminal
    /// Whether the result is for programs.
    package let isJSON: Bool
    /// Whether only the result is wanted, not what goes on meanwhile.
    package let isQuiet: Bool

    package init(_ terminal: Terminal, _ invocation: Invocation) throws(UsageError) {
        self.terminal = terminal
        isJSON = try OutputForm.isJSON(invocation) || invocation.has("json")
        isQuiet = invocation.isQuiet || terminal.isQuiet
    }

    /// Whether nobody wants to read what goes on.
    package var isResultAlone: Bool {
        isJSON || isQuiet
    }

    /// Says what is being done.
    package func begin(_ text: String) {
        if !isResultAlone { terminal.say(text) }
    }

    /// Says that it was done.
    package func done(_ text: String? = nil) {
        guard !isResultAlone else { return }
        terminal.ok()
        if let text { terminal.say(text) }
    }

    /// Says that it was done, and shows `value`, as a table with a row for each line of `rows`.
    package func show(_ value: some Encodable, _ headers: [String], _ rows: [[String]], ifNone: String) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        separate()
        if rows.isEmpty {
            if !isQuiet { terminal.say(ifNone) }
        } else {
            terminal.table(headers, rows)
        }
    }

    /// Says that it was done, and shows `value`, as the names and contents of its fields.
    package func show(_ value: some Encodable, _ fields: [(String, String)]) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        separate()
        terminal.table([], fields.map { [$0.0, $0.1] })
    }

    /// Says that it was done, and shows `value`, as keys with colons and what they stand for.
    package func show(_ value: some Encodable, keyValues: [(key: String, value: String)]) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        separate()
        terminal.keyValues(keyValues)
    }

    /// Shows `value`, as plain lines.
    package func show(_ value: some Encodable, lines: [String]) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        for line in lines { terminal.say(line) }
    }

    /// Gives advice that may be ignored.
    package func tip(_ text: String) {
        guard !isResultAlone else { return }
        terminal.say()
        terminal.tip(text)
    }

    /// Says that it was done, with room before the result.
    package func separate() {
        guard !isResultAlone else { return }
        terminal.ok()
        terminal.say()
    }
}
