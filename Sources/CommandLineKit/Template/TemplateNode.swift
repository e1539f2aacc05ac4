// SPDX-License-Identifier: Apache-2.0

/// A piece of a template.
indirect enum TemplateNode: Sendable {
    enum Branch: String, Sendable {
        case `if`, with, range
    }

    case text(String)
    /// Prints the value of the pipeline, unless that only sets variables.
    case action(TemplatePipeline)
    case branch(Branch, TemplatePipeline, body: [TemplateNode], otherwise: [TemplateNode])
    /// Ends the innermost loop.
    case leave
    /// Ends this round of the innermost loop.
    case next
}

/// Commands of which each gets the result of the one before as its last argument.
struct TemplatePipeline: Sendable {
    /// Names of the variables that are set, without `$`.
    var variables: [String] = []
    /// Whether the variable is there already, rather than made here.
    var assigns = false
    var commands: [[TemplateOperand]] = []
}

/// A value, or a function with its arguments behind it.
struct TemplateOperand: Sendable {
    indirect enum Base: Sendable {
        case dot
        case variable(String)
        case function(String)
        case constant(TemplateValue)
        case pipeline(TemplatePipeline)
    }

    let position: Int
    var base: Base
    /// The fields that are followed from there.
    var fields: [String] = []
    /// As it stands in the template.
    var source: String
}
