// SPDX-License-Identifier: Apache-2.0

/// The images that a Dockerfile begins with or copies from, as far as they can be told without running it.
struct BuildRecipe: Sendable, Equatable {
    /// As they are written, with the values of arguments put in; each once.
    private(set) var images: [String] = []

    private var stages: Set<String> = []
    private var values: [String: String] = [:]

    /// `arguments` are given values of `ARG`.
    init(_ text: String, arguments: [String: String] = [:]) {
        var hasStage = false
        for words in Self.instructions(text) {
            guard let instruction = words.first?.uppercased() else { continue }
            switch instruction {
            case "ARG" where !hasStage: declare(words.dropFirst(), arguments)
            case "FROM":
                hasStage = true
                begin(words.dropFirst())
            case "COPY", "ADD":
                let option = words.first { $0.hasPrefix("--from=") }
                if let option { note(Substring(option.dropFirst("--from=".count))) }
            case "RUN":
                for option in words.dropFirst().prefix(while: { $0.hasPrefix("--") }) where option.hasPrefix("--mount=")
                {
                    let parts = option.dropFirst("--mount=".count).split(separator: ",")
                    if let from = parts.first(where: { $0.hasPrefix("from=") }) { note(from.dropFirst("from=".count)) }
                }
            default: break
            }
        }
    }

    private mutating func declare(_ words: some Sequence<String>, _ arguments: [String: String]) {
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard let name = parts.first.map(String.init) else { continue }
            let standard = parts.count > 1 ? Self.unquoted(parts[1]) : nil
            values[name] = arguments[name] ?? standard.map(filled)
        }
    }

    private mutating func begin(_ words: some Sequence<String>) {
        let words = words.filter { !$0.hasPrefix("--") }
        guard let image = words.first else { return }
        note(Substring(image))
        if words.count == 3, words[1].uppercased() == "AS" { stages.insert(words[2].lowercased()) }
    }

    /// The name of an image, unless it is that of a stage.
    private mutating func note(_ word: Substring) {
        let name = filled(Self.unquoted(word))
        guard !name.isEmpty, name != "scratch", Int(name) == nil, !stages.contains(name.lowercased()),
            !images.contains(name)
        else { return }
        images.append(name)
    }

    /// With the values in place of `$NAME`, `${NAME}`, `${NAME:-OTHER}` and `${NAME:+OTHER}`.
    private func filled(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "{", let end = rest.firstIndex(of: "}") {
                result += value(rest[..<end].dropFirst())
                rest = rest[rest.index(after: end)...]
            } else {
                let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                result += values[String(name)] ?? ""
                rest = rest.dropFirst(name.count)
            }
        }
        return result + rest
    }

    private func value(_ expression: Substring) -> String {
        guard let colon = expression.firstIndex(of: ":") else { return values[String(expression)] ?? "" }
        let known = values[String(expression[..<colon])] ?? ""
        let other = expression[colon...].dropFirst(2)
        switch expression[colon...].dropFirst().first {
        case "-": return known.isEmpty ? String(other) : known
        case "+": return known.isEmpty ? "" : String(other)
        default: return known
        }
    }

    private static func unquoted(_ word: Substring) -> String {
        word.filter { $0 != "\"" && $0 != "'" }
    }

    /// The words of each instruction, with continued lines put together.
    private static func instructions(_ text: String) -> [[String]] {
        var instructions: [[String]] = []
        var words: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            var line = line.drop(while: \.isWhitespace)
            if line.first == "#" { continue }
            while line.last?.isWhitespace == true { line.removeLast() }
            let goesOn = line.last == "\\"
            if goesOn { line.removeLast() }
            words += line.split(whereSeparator: \.isWhitespace).map(String.init)
            if !goesOn {
                instructions.append(words)
                words = []
            }
        }
        return instructions + (words.isEmpty ? [] : [words])
    }
}
