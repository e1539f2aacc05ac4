// SPDX-License-Identifier: Apache-2.0

/// A text with places for values, in the language of Go's `text/template`.
///
/// Between the actions, `\n` and `\t` stand for a line end and a tab. There are fields, variables, pipelines, `if`, `with`, `range` with `else`, `break` and `continue`, comments, trimming of space, and
/// the functions of `TemplateFunction`. `define`, `template` and `block` are not there.
package struct TextTemplate: Sendable {
    private let source: [Character]
    private let nodes: [TemplateNode]

    package init(_ text: String) throws(TemplateError) {
        source = Array(text)
        do {
            nodes = try TemplateParser.parse(source)
        } catch {
            throw error.error(in: Array(text))
        }
    }

    /// The text with the parts of `value`.
    package func text(for value: TemplateValue) throws(TemplateError) -> String {
        var run = TemplateRun(root: value)
        do {
            _ = try run.write(nodes, dot: value)
        } catch {
            throw error.error(in: source)
        }
        return run.output
    }
}
