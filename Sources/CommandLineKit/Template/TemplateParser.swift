// SPDX-License-Identifier: Apache-2.0

/// Reads a template into its nodes.
struct TemplateParser {
    private typealias Token = TemplateLexer.Token

    private let source: [Character]
    private let tokens: [Token]
    private var index = 0
    /// The variables that are known where the parser is.
    private var variables: [String] = [""]
    private var loops = 0

    static func parse(_ source: [Character]) throws(TemplateFault) -> [TemplateNode] {
        var parser = TemplateParser(source: source, tokens: try TemplateLexer.tokens(of: source))
        let (nodes, ending) = try parser.nodes()
        if let ending { throw TemplateFault(position: ending.position, reason: "unexpected {{\(ending.word)}}") }
        return nodes
    }

    private init(source: [Character], tokens: [Token]) {
        self.source = source
        self.tokens = tokens
    }

    /// What stopped a list of nodes: `end` or `else`, which has been read.
    private typealias Ending = (word: String, position: Int)

    private mutating func nodes() throws(TemplateFault) -> ([TemplateNode], Ending?) {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        var nodes: [TemplateNode] = []
        while true {
            let token = next()
            switch token.kind {
            case .text(let text): nodes.append(.text(text))
            case .open:
                guard case .word(let word) = peek.kind else {
                    nodes.append(.action(try closedPipeline("command")))
                    continue
                }
                switch word {
                case "end", "else": return (nodes, (word, next().position))
                case "if", "with", "range": nodes.append(try branch(TemplateNode.Branch(rawValue: word) ?? .if))
                case "break", "continue":
                    guard loops > 0 else { throw fault(peek, "{{\(word)}} outside {{range}}") }
                    _ = next()
                    try close(word)
                    nodes.append(word == "break" ? .leave : .next)
                case "define", "template", "block": throw fault(peek, "{{\(word)}} is not supported here")
                default: nodes.append(.action(try closedPipeline("command")))
                }
            case .end: return (nodes, nil)
            default: throw fault(token, "unexpected \(text(of: token)) in input")
            }
        }
    }

    /// A branch whose `{{` has been read.
    private mutating func branch(_ kind: TemplateNode.Branch) throws(TemplateFault) -> TemplateNode {
        let start = next()
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        let pipeline = try closedPipeline(kind.rawValue, takesTwoVariables: kind == .range)
        if kind == .range { loops += 1 }
        let (body, ending) = try nodes()
        if kind == .range { loops -= 1 }
        guard let ending else { throw fault(start, "unexpected EOF: {{\(kind.rawValue)}} has no {{end}}") }
        if ending.word == "end" {
            try close("end")
            return .branch(kind, pipeline, body: body, otherwise: [])
        }
        // `{{else if}}` is a branch within the other one, and both have one end.
        if case .word(let word) = peek.kind, word == "if" || word == "with", word == kind.rawValue {
            return .branch(kind, pipeline, body: body, otherwise: [try branch(kind)])
        }
        try close("else")
        let (otherwise, last) = try nodes()
        guard let last else { throw fault(start, "unexpected EOF: {{\(kind.rawValue)}} has no {{end}}") }
        guard last.word == "end" else { throw TemplateFault(position: last.position, reason: "unexpected {{else}}") }
        try close("end")
        return .branch(kind, pipeline, body: body, otherwise: otherwise)
    }

    // MARK: - Pipelines

    private mutating func closedPipeline(
        _ context: String,
        takesTwoVariables: Bool = false
    ) throws(TemplateFault) -> TemplatePipeline {
        let pipeline = try pipeline(context, takesTwoVariables: takesTwoVariables)
        try close(context)
        return pipeline
    }

    private mutating func pipeline(
        _ context: String,
        takesTwoVariables: Bool = false
    ) throws(TemplateFault) -> TemplatePipeline {
        let start = peek
        var pipeline = try declaration(takesTwoVariables: takesTwoVariables)
        while true {
            let command = try command()
            guard !command.isEmpty else { throw fault(start, "missing value for \(context)") }
            if !pipeline.commands.isEmpty, case .function = command[0].base {
            } else if !pipeline.commands.isEmpty {
                throw TemplateFault(
                    position: command[0].position,
                    reason: "non executable command in pipeline stage \(pipeline.commands.count + 1)"
                )
            }
            pipeline.commands.append(command)
            guard peek.kind == .sign("|") else { break }
            _ = next()
        }
        if !pipeline.assigns { variables += pipeline.variables }
        return pipeline
    }

    /// `$x :=`, `$x =`, `$i, $x :=`, or nothing.
    private mutating func declaration(takesTwoVariables: Bool) throws(TemplateFault) -> TemplatePipeline {
        var pipeline = TemplatePipeline()
        let before = index
        while case .variable(let name) = peek.kind {
            let token = next()
            pipeline.variables.append(name)
            if peek.kind == .sign(","), takesTwoVariables, pipeline.variables.count == 1 {
                _ = next()
                continue
            }
            guard peek.kind == .sign(":=") || peek.kind == .sign("=") else { break }
            pipeline.assigns = next().kind == .sign("=")
            if pipeline.assigns, let unknown = pipeline.variables.first(where: { !variables.contains($0) }) {
                throw fault(token, "undefined variable \"$\(unknown)\"")
            }
            return pipeline
        }
        index = before
        return TemplatePipeline()
    }

    private mutating func command() throws(TemplateFault) -> [TemplateOperand] {
        var operands: [TemplateOperand] = []
        while let operand = try operand() { operands.append(operand) }
        return operands
    }

    /// The next operand with the fields that follow it; nil at the end of the command.
    private mutating func operand() throws(TemplateFault) -> TemplateOperand? {
        let token = peek
        let base: TemplateOperand.Base
        var fields: [String] = []
        switch token.kind {
        case .close, .sign(")"), .sign("|"): return nil
        case .end: throw fault(token, "unclosed action")
        case .dot: base = .dot
        case .field(let name): (base, fields) = (.dot, [name])
        case .variable(let name):
            guard variables.contains(name) else { throw fault(token, "undefined variable \"$\(name)\"") }
            base = .variable(name)
        case .string(let text): base = .constant(.text(text))
        case .number(let text):
            guard let number = Self.number(text) else { throw fault(token, "bad number syntax: \"\(text)\"") }
            base = .constant(number)
        case .word("true"): base = .constant(.boolean(true))
        case .word("false"): base = .constant(.boolean(false))
        case .word("nil"): base = .constant(.null)
        case .word(let name):
            guard TemplateFunction.named(name) != nil else { throw fault(token, "function \"\(name)\" not defined") }
            base = .function(name)
        case .sign("("):
            _ = next()
            base = .pipeline(try pipeline("parenthesized pipeline"))
            guard peek.kind == .sign(")") else { throw fault(token, "unclosed left paren") }
        default: throw fault(token, "unexpected \(text(of: token)) in operand")
        }
        var last = next()
        while case .field(let name) = peek.kind, !peek.isApart {
            last = next()
            fields.append(name)
        }
        let source = String(source[token.position..<last.end])
        if case .function = base, !fields.isEmpty { throw fault(last, "unexpected <\(source)> in operand") }
        return TemplateOperand(position: token.position, base: base, fields: fields, source: source)
    }

    private static func number(_ text: String) -> TemplateValue? {
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            return Int(text.dropFirst(2), radix: 16).map { .integer($0) }
        }
        return Int(text.replacing("_", with: "")).map { .integer($0) } ?? Double(text).map { .number($0) }
    }

    // MARK: - Tokens

    private var peek: Token {
        tokens[min(index, tokens.count - 1)]
    }

    private mutating func next() -> Token {
        defer { index += 1 }
        return peek
    }

    private mutating func close(_ context: String) throws(TemplateFault) {
        let token = next()
        guard token.kind == .close else { throw fault(token, "unexpected \(text(of: token)) in \(context)") }
    }

    private func text(of token: Token) -> String {
        token.kind == .end ? "EOF" : "<\(String(source[token.position..<token.end]))>"
    }

    private func fault(_ token: Token, _ reason: String) -> TemplateFault {
        TemplateFault(position: token.position, reason: reason)
    }
}
