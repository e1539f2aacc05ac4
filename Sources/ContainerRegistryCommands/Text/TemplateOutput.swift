// SPDX-License-Identifier: Apache-2.0

import CommandLineKit

/// Output in a form that the user gives as a Go template.
struct TemplateOutput: Sendable {
    static let flag = Flag(
        "format",
        value: "TEMPLATE",
        summary: "Print each one by a Go template and nothing else",
        isForPrograms: true
    )

    private let template: TextTemplate

    /// Nil if no template is given.
    init?(_ invocation: Invocation) throws(UsageError) {
        guard let text = invocation.value("format") else { return nil }
        guard !invocation.has("output") else { throw UsageError("'--format' and '--output' cannot be given together.") }
        do {
            template = try TextTemplate(text)
        } catch {
            throw UsageError("The value of '--format' is no template. \(error.message)")
        }
    }

    /// Prints a line for each value.
    func show(_ values: [TemplateValue], on terminal: Terminal) throws {
        var lines: [String] = []
        do throws(TemplateError) {
            for value in values { lines.append(try template.text(for: value)) }
        } catch {
            // What went well before is shown too.
            for line in lines { terminal.say(line) }
            throw CommandFailure("The template of '--format' failed. \(error.message)")
        }
        for line in lines { terminal.say(line) }
    }
}
