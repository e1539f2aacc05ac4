// SPDX-License-Identifier: Apache-2.0

/// Reads a command line by a declaration.
///
/// Flags may stand before, between and after the arguments, as `--flag value`, `--flag=value` or `-f value`; a long
/// name with one dash is taken too, as old scripts have it. `--` ends the flags.
package struct CommandParser: Sendable {
    /// What a command line asks for.
    package enum Outcome: Sendable, Equatable {
        case run(Invocation)
        case help
    }

    private let declaration: CommandDeclaration

    package init(_ declaration: CommandDeclaration) {
        self.declaration = declaration
    }

    package func parse(_ words: [String]) throws(UsageError) -> Outcome {
        var values: [String: [String]] = [:]
        var arguments: [String] = []
        var isQuiet = false
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                arguments += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                arguments.append(word)
                continue
            }
            if isHelp(word) { return .help }
            if asksForQuiet(word) {
                isQuiet = true
                continue
            }
            let (flag, value) = try read(word, &rest)
            if values[flag.name] != nil, !flag.isRepeatable, flag.value != nil {
                throw UsageError("'\(flag.spellings[0])' is given more than once.")
            }
            if let value { values[flag.name, default: []].append(value) }
        }
        try check(arguments)
        return .run(Invocation(declaration: declaration, arguments: arguments, values: values, isQuiet: isQuiet))
    }

    private func isHelp(_ word: String) -> Bool {
        word == "--help" || (word == "-h" && flag(named: "h") == nil)
    }

    /// Whether `word` is the flag that every command has.
    private func asksForQuiet(_ word: String) -> Bool {
        ["-q", "--quiet"].contains(word) && !isFlag(word)
    }

    /// The flag that `word` names and its value; no value for a switch that is turned off.
    private func read(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) -> (Flag, String?) {
        let text = word.drop { $0 == "-" }
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts.first ?? "")
        guard let flag = flag(named: name) else { throw unknown(word) }
        let inline = parts.count > 1 ? String(parts[1]) : nil
        guard flag.value != nil else {
            switch inline {
            case nil, "true": return (flag, "true")
            case "false": return (flag, nil)
            default: throw UsageError("'\(Flag.spelling(of: name))' takes no value.")
            }
        }
        if let inline { return (flag, inline) }
        // A following flag means that the value was forgotten; a value that looks like one can be given after `=`.
        guard let next = rest.first, next != "--", !isFlag(next) else {
            throw UsageError("'\(Flag.spelling(of: name))' needs a value.")
        }
        rest.removeFirst()
        return (flag, next)
    }

    private func isFlag(_ word: String) -> Bool {
        declaration.flags.contains { $0.isNamed(by: word) }
    }

    private func flag(named name: String) -> Flag? {
        declaration.flags.first { $0.names.contains(name) }
    }

    private func unknown(_ word: String) -> UsageError {
        let spelling = String(word.prefix { $0 != "=" })
        let known = declaration.flags.filter { !$0.isHidden }.flatMap(\.spellings)
        let suggestion = Suggestion.closest(to: spelling, in: known).map { " Did you mean '\($0)'?" } ?? ""
        return UsageError("'\(spelling)' is not a flag of '\(declaration.path)'.\(suggestion)")
    }

    private func check(_ arguments: [String]) throws(UsageError) {
        let needed = declaration.arguments.filter { !$0.isOptional }
        if arguments.count < needed.count {
            throw UsageError("\(needed[arguments.count].name) is missing.")
        }
        let isOpen = declaration.arguments.last?.isRepeatable ?? false
        if !isOpen, arguments.count > declaration.arguments.count {
            throw UsageError("'\(arguments[declaration.arguments.count])' is one argument too many.")
        }
    }
}
