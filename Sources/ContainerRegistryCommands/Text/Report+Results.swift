// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// What commands of the registry end with: the result, with an empty line between it and a heading, then `OK`.
extension Report {
    /// Shows `value`, as a table with a row for each line of `rows`.
    func end(_ value: some Encodable, _ headers: [String], _ rows: [[String]], ifNone: String) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        framed {
            if !rows.isEmpty {
                terminal.table(headers, rows)
            } else if !isQuiet {
                terminal.say(ifNone)
            }
        }
    }

    /// Shows `value`, as the names and contents of its fields.
    func end(_ value: some Encodable, _ fields: [(String, String)], hasHeading: Bool = true) throws {
        if isJSON { return try OutputForm.show(value, on: terminal) }
        framed(hasHeading: hasHeading) { terminal.table([], fields.map { [$0.0, $0.1] }) }
    }

    /// Says what was done.
    func end(_ sentence: String, hasHeading: Bool = true) {
        guard !isResultAlone else { return }
        framed(hasHeading: hasHeading) { terminal.say(sentence) }
    }

    private func framed(hasHeading: Bool = true, _ body: () -> Void) {
        if !isResultAlone, hasHeading { terminal.say() }
        body()
        if !isResultAlone {
            terminal.say()
            terminal.ok()
        }
    }
}
