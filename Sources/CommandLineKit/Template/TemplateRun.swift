// SPDX-License-Identifier: Apache-2.0

/// Fills a template with one value.
struct TemplateRun {
    private(set) var output = ""
    /// The variables by their names, the newest last; the nameless one is the whole value.
    private var variables: [(name: String, value: TemplateValue)]

    /// What a list of nodes did to the loop around it.
    enum Flow {
        case on, next, leave
    }

    init(root: TemplateValue) {
        variables = [("", root)]
    }

    mutating func write(_ nodes: [TemplateNode], dot: TemplateValue) throws(TemplateFault) -> Flow {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        for node in nodes {
            switch node {
            case .text(let text): output += text
            case .action(let pipeline):
                let value = try value(of: pipeline, dot: dot)
                if pipeline.variables.isEmpty { output += value == .null ? "<no value>" : value.printed }
            case .branch(.range, let pipeline, let body, let otherwise):
                let flow = try writeLoop(pipeline, body, otherwise, dot: dot)
                if flow != .on { return flow }
            case .branch(let kind, let pipeline, let body, let otherwise):
                let count = variables.count
                defer { variables.removeLast(variables.count - count) }
                let value = try value(of: pipeline, dot: dot)
                let inner = kind == .with && value.isTrue ? value : dot
                let flow = try write(value.isTrue ? body : otherwise, dot: inner)
                if flow != .on { return flow }
            case .leave: return .leave
            case .next: return .next
            }
        }
        return .on
    }

    private mutating func writeLoop(
        _ pipeline: TemplatePipeline,
        _ body: [TemplateNode],
        _ otherwise: [TemplateNode],
        dot: TemplateValue
    ) throws(TemplateFault) -> Flow {
        let known = variables.count
        defer { variables.removeLast(variables.count - known) }
        var silent = pipeline
        silent.variables = []
        let elements = try elements(of: try value(of: silent, dot: dot), at: pipeline.commands[0][0])
        guard !elements.isEmpty else { return try write(otherwise, dot: dot) }
        for (key, element) in elements {
            let values = pipeline.variables.count == 2 ? [key, element] : [element]
            let outer = variables.count
            for (name, value) in zip(pipeline.variables, values) { set(name, value, assigns: pipeline.assigns) }
            let flow = try write(body, dot: element)
            variables.removeLast(variables.count - outer)
            if flow == .leave { break }
        }
        return .on
    }

    /// What a loop goes over: indices or keys, and what is there.
    private func elements(
        of value: TemplateValue,
        at operand: TemplateOperand
    ) throws(TemplateFault) -> [(TemplateValue, TemplateValue)] {
        switch value {
        case .null: []
        case .list(let elements): elements.enumerated().map { (.integer($0), $1) }
        case .map(let entries): entries.sorted { $0.key < $1.key }.map { (.text($0.key), $0.value) }
        case .integer(let count) where count <= 10_000: (0..<max(0, count)).map { (.integer($0), .integer($0)) }
        default: throw fault(operand, "range can't iterate over \(value.printed)")
        }
    }

    // MARK: - Values

    /// The value of a pipeline, after its variables are set.
    private mutating func value(
        of pipeline: TemplatePipeline,
        dot: TemplateValue
    ) throws(TemplateFault) -> TemplateValue {
        var result: TemplateValue?
        for command in pipeline.commands { result = try value(of: command, last: result, dot: dot) }
        let value = result ?? .null
        for name in pipeline.variables { set(name, value, assigns: pipeline.assigns) }
        return value
    }

    private mutating func value(
        of command: [TemplateOperand],
        last: TemplateValue?,
        dot: TemplateValue
    ) throws(TemplateFault) -> TemplateValue {
        let head = command[0]
        guard case .function(let name) = head.base else {
            guard command.count == 1 else { throw fault(head, "can't give argument to non-function \(head.source)") }
            return try value(of: head, dot: dot)
        }
        guard let function = TemplateFunction.named(name) else { return .null }
        var arguments: [TemplateValue] = []
        for operand in command.dropFirst() {
            // `and` and `or` look no further than they need to.
            if let first = arguments.last, function.stops(at: first) { return first }
            arguments.append(try value(of: operand, dot: dot))
        }
        if let last { arguments.append(last) }
        do {
            return try function.call(arguments)
        } catch {
            throw fault(
                head,
                "error calling \(name): \(error.reason)",
                part: command.map(\.source).joined(separator: " ")
            )
        }
    }

    private mutating func value(of operand: TemplateOperand, dot: TemplateValue) throws(TemplateFault) -> TemplateValue
    {
        var value: TemplateValue
        switch operand.base {
        case .dot: value = dot
        case .constant(let constant): value = constant
        case .variable(let name): value = variables.last { $0.name == name }?.value ?? .null
        case .function: value = try self.value(of: [operand], last: nil, dot: dot)
        case .pipeline(let pipeline):
            let known = variables.count
            value = try self.value(of: pipeline, dot: dot)
            variables.removeLast(variables.count - known)
        }
        for field in operand.fields {
            switch value {
            case .null: return .null
            case .map(let entries): value = entries[field] ?? .null
            case .record(let record):
                guard let found = record[field] else {
                    throw fault(operand, "can't evaluate field \(field) in type \(record.type)")
                }
                value = found
            default: throw fault(operand, "can't evaluate field \(field) in type \(value.typeName)")
            }
        }
        return value
    }

    private mutating func set(_ name: String, _ value: TemplateValue, assigns: Bool) {
        if assigns, let index = variables.lastIndex(where: { $0.name == name }) {
            variables[index].value = value
        } else {
            variables.append((name, value))
        }
    }

    private func fault(_ operand: TemplateOperand, _ reason: String, part: String? = nil) -> TemplateFault {
        TemplateFault(position: operand.position, reason: reason, part: part ?? operand.source)
    }
}
