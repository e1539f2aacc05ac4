// SPDX-License-Identifier: Apache-2.0

/// Why a template cannot be used, or failed on a value.
package struct TemplateError: Error, Sendable, Equatable {
    /// Counts from 1.
    package let line: Int
    /// The characters before the place on its line.
    package let column: Int
    /// Lower case, without a full stop.
    package let reason: String
    /// The part of the template that failed on a value; nil for a template that cannot be used at all.
    package let part: String?

    /// In the form that programs in Go have: `template: format:1:2: executing "format" at <.X>: ...`.
    package var message: String {
        let place = part.map { " executing \"format\" at <\($0)>:" } ?? ""
        return "template: format:\(line):\(column):\(place) \(reason)"
    }
}

/// An error whose line is not yet known.
struct TemplateFault: Error {
    /// In characters from the start of the template.
    let position: Int
    let reason: String
    var part: String?

    func error(in source: [Character]) -> TemplateError {
        let before = source.prefix(position)
        let start = before.lastIndex { $0.isNewline }.map { $0 + 1 } ?? 0
        return TemplateError(
            line: before.count(where: \.isNewline) + 1,
            column: before.count - start,
            reason: reason,
            part: part
        )
    }
}
