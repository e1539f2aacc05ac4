// SPDX-License-Identifier: Apache-2.0

/// Cuts a template into its words.
struct TemplateLexer {
    struct Token: Sendable, Equatable {
        enum Kind: Sendable, Equatable {
            case text(String)
            /// `{{` and `}}`.
            case open, close
            /// A function or a word such as `if`.
            case word(String)
            /// `.name` right behind something, or alone.
            case field(String)
            case dot
            /// Without `$`; empty for `$` itself.
            case variable(String)
            case number(String)
            case string(String)
            /// `(`, `)`, `|`, `,`, `:=` or `=`.
            case sign(String)
            case end
        }

        let kind: Kind
        let position: Int
        /// Just behind the last character.
        let end: Int
        /// Whether there is space before it.
        let isApart: Bool
    }

    private let source: [Character]
    private var position = 0
    private var tokens: [Token] = []

    init(_ source: [Character]) {
        self.source = source
    }

    /// All words of the template, with one `end` behind them.
    static func tokens(of source: [Character]) throws(TemplateFault) -> [Token] {
        var lexer = TemplateLexer(source)
        var trims = false
        while lexer.position < source.count {
            lexer.readText(trimmed: trims)
            trims = try lexer.readAction()
        }
        lexer.add(.end, from: lexer.position, isApart: true)
        return lexer.tokens
    }

    private mutating func readText(trimmed: Bool) {
        let start = position
        while position < source.count, !at("{{") { position += 1 }
        var text = source[start..<position]
        if trimmed { text = text.drop { $0.isWhitespace } }
        if at("{{-"), position + 3 < source.count, source[position + 3].isWhitespace {
            while text.last?.isWhitespace ?? false { text.removeLast() }
        }
        guard !text.isEmpty else { return }
        // Shells do not make these out of what people type.
        let content = String(text).replacing("\\n", with: "\n").replacing("\\t", with: "\t")
        add(.text(content), from: start, isApart: true)
    }

    /// Reads one action, a comment included; tells whether it eats the space behind it.
    private mutating func readAction() throws(TemplateFault) -> Bool {
        guard at("{{") else { return false }
        let start = position
        position += 2
        if at("-"), position + 1 < source.count, source[position + 1].isWhitespace { position += 1 }
        let content = position
        skipSpace()
        if at("/*") { return try readComment(from: start) }
        position = content
        add(.open, from: start, isApart: true)
        while true {
            let isApart = skipSpace()
            guard position < source.count else { throw fault(start, "unclosed action") }
            if isApart, at("-}}") {
                position += 1
                close()
                return true
            }
            if at("}}") {
                close()
                return false
            }
            try readWord(isApart: isApart)
        }
    }

    private mutating func close() {
        position += 2
        add(.close, from: position - 2, isApart: true)
    }

    private mutating func readComment(from start: Int) throws(TemplateFault) -> Bool {
        while position < source.count, !at("*/") { position += 1 }
        guard position < source.count else { throw fault(start, "unclosed comment") }
        position += 2
        let isApart = skipSpace()
        let trims = isApart && at("-}}")
        if trims { position += 1 }
        guard at("}}") else { throw fault(start, "comment ends before closing delimiter") }
        position += 2
        return trims
    }

    private mutating func readWord(isApart: Bool) throws(TemplateFault) {
        let start = position
        let character = source[position]
        switch character {
        case "\"": try readString(isApart: isApart)
        case "`":
            position += 1
            let text = take { $0 != "`" }
            guard position < source.count else { throw fault(start, "unterminated raw quoted string") }
            position += 1
            add(.string(text), from: start, isApart: isApart)
        case "$":
            position += 1
            add(.variable(take(while: Self.isNamePart)), from: start, isApart: isApart)
        case ".":
            position += 1
            let name = take(while: Self.isNamePart)
            add(name.isEmpty ? .dot : .field(name), from: start, isApart: isApart)
        case "(", ")", "|", ",", "=":
            position += 1
            add(.sign(String(character)), from: start, isApart: isApart)
        case ":" where at(":="):
            position += 2
            add(.sign(":="), from: start, isApart: isApart)
        case _ where character.isNumber || "+-".contains(character):
            position += 1
            let rest = take { Self.isNamePart($0) || $0 == "." || $0 == "+" || $0 == "-" }
            add(.number(String(character) + rest), from: start, isApart: isApart)
        case _ where Self.isNamePart(character):
            add(.word(take(while: Self.isNamePart)), from: start, isApart: isApart)
        default: throw fault(start, "unexpected \"\(character)\" in command")
        }
    }

    private mutating func readString(isApart: Bool) throws(TemplateFault) {
        let start = position
        position += 1
        var text = ""
        while position < source.count, source[position] != "\"", !source[position].isNewline {
            guard source[position] == "\\", position + 1 < source.count else {
                text.append(source[position])
                position += 1
                continue
            }
            let escaped: [Character: Character] = ["n": "\n", "t": "\t", "r": "\r", "\\": "\\", "\"": "\"", "'": "'"]
            guard let character = escaped[source[position + 1]] else {
                throw fault(position, "invalid syntax in string")
            }
            text.append(character)
            position += 2
        }
        guard position < source.count, source[position] == "\"" else {
            throw fault(start, "unterminated quoted string")
        }
        position += 1
        add(.string(text), from: start, isApart: isApart)
    }

    // MARK: - Characters

    private static func isNamePart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }

    private func at(_ text: String) -> Bool {
        source[position...].starts(with: text)
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        !take { $0.isWhitespace }.isEmpty
    }

    private mutating func take(while isWanted: (Character) -> Bool) -> String {
        let text = source[position...].prefix(while: isWanted)
        position += text.count
        return String(text)
    }

    private mutating func add(_ kind: Token.Kind, from start: Int, isApart: Bool) {
        tokens.append(Token(kind: kind, position: start, end: position, isApart: isApart))
    }

    private func fault(_ position: Int, _ reason: String) -> TemplateFault {
        TemplateFault(position: position, reason: reason)
    }
}
