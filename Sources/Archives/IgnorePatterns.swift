// SPDX-License-Identifier: Apache-2.0

/// The patterns of a `.dockerignore` file.
///
/// A line names paths relative to the folder, also those below them: `*` and `?` stop at a slash, `**` does not, `[a-z]` is one of
/// some characters, `\` takes the special meaning. A line with `!` before it takes paths back in; the last line that fits decides.
package struct IgnorePatterns: Sendable {
    private struct Pattern: Sendable {
        let pieces: [Piece]
        let isException: Bool
        /// What every path that fits begins with.
        let stem: String
    }

    private enum Piece: Sendable {
        case character(Character)
        /// `?`
        case any
        /// `*`
        case some
        /// `**`, with the slash behind it if there is one.
        case anyDepth(hasSlash: Bool)
        case oneOf([ClosedRange<Character>], isNegated: Bool)
    }

    /// A line that is no pattern.
    package struct Mistake: Error, Sendable, Equatable {
        /// Counts from 1.
        package let line: Int
        package let pattern: String
    }

    private let patterns: [Pattern]

    /// Reads the lines of `text`; nothing is excluded by an empty one.
    ///
    /// `kept` are paths that are taken back in after all.
    package init(_ text: String, keeping kept: [String] = []) throws(Mistake) {
        var patterns: [Pattern] = []
        let content = text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...]
        for (index, line) in content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard !line.hasPrefix("#") else { continue }
            var rest = Self.trimmed(line)
            guard !rest.isEmpty else { continue }
            let isException = rest.hasPrefix("!")
            if isException { rest = Self.trimmed(rest.dropFirst()) }
            guard !rest.isEmpty, let pattern = Self.pattern(Self.cleaned(rest), isException: isException) else {
                throw Mistake(line: index + 1, pattern: String(line))
            }
            patterns.append(pattern)
        }
        if !patterns.isEmpty {
            for path in kept {
                let pieces = path.map { Piece.character($0) }
                patterns.append(Pattern(pieces: pieces, isException: true, stem: path))
            }
        }
        self.patterns = patterns
    }

    /// Whether the path, relative and without a slash at its end, is left out.
    package func excludes(_ path: String) -> Bool {
        guard !patterns.isEmpty else { return false }
        // A pattern that fits a folder fits all that is in it.
        let paths = path.indices.filter { path[$0] == "/" }.map { path[..<$0] } + [path[...]]
        var isExcluded = false
        for pattern in patterns where pattern.isException == isExcluded {
            if paths.contains(where: { Self.fits($0[...], pattern.pieces[...]) }) { isExcluded = !pattern.isException }
        }
        return isExcluded
    }

    /// Whether an exception could take back something in an excluded folder.
    package func mayIncludeSomething(below folder: String) -> Bool {
        let start = folder + "/"
        return patterns.contains { $0.isException && ($0.stem.hasPrefix(start) || start.hasPrefix($0.stem)) }
    }

    // MARK: - Reading

    private static func trimmed(_ text: Substring) -> Substring {
        let rest = text.drop { $0.isWhitespace }
        return rest.lastIndex { !$0.isWhitespace }.map { rest[...$0] } ?? ""
    }

    /// Without `.`, `..`, double slashes and a slash at either end.
    private static func cleaned(_ text: Substring) -> String {
        var parts: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            if part == "..", !parts.isEmpty { parts.removeLast() } else if part != ".." { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    private static func pattern(_ text: String, isException: Bool) -> Pattern? {
        var pieces: [Piece] = []
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "*":
                guard rest.first == "*" else {
                    pieces.append(.some)
                    continue
                }
                rest = rest.drop { $0 == "*" }
                let hasSlash = rest.first == "/"
                if hasSlash { rest.removeFirst() }
                pieces.append(.anyDepth(hasSlash: hasSlash))
            case "?": pieces.append(.any)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                pieces.append(.character(escaped))
            case "[":
                guard let set = characterSet(&rest) else { return nil }
                pieces.append(set)
            default: pieces.append(.character(character))
            }
        }
        var stem = ""
        for piece in pieces {
            guard case .character(let character) = piece else { break }
            stem.append(character)
        }
        return Pattern(pieces: pieces, isException: isException, stem: stem)
    }

    /// What stands behind `[`, up to `]`.
    private static func characterSet(_ rest: inout Substring) -> Piece? {
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Character>] = []
        while let first = rest.popFirst() {
            if first == "]" { return ranges.isEmpty ? nil : .oneOf(ranges, isNegated: isNegated) }
            guard let low = first == "\\" ? rest.popFirst() : first else { return nil }
            guard rest.first == "-" else {
                ranges.append(low...low)
                continue
            }
            rest.removeFirst()
            guard let next = rest.popFirst(), next != "]", let high = next == "\\" ? rest.popFirst() : next, low <= high
            else { return nil }
            ranges.append(low...high)
        }
        return nil
    }

    // MARK: - Fitting

    private static func fits(_ path: Substring, _ pieces: ArraySlice<Piece>) -> Bool {
        guard let piece = pieces.first else { return path.isEmpty }
        let rest = pieces.dropFirst()
        switch piece {
        case .character(let character): return path.first == character && fits(path.dropFirst(), rest)
        case .any: return path.first.map { $0 != "/" } ?? false && fits(path.dropFirst(), rest)
        case .oneOf(let ranges, let isNegated):
            guard let first = path.first, first != "/", ranges.contains(where: { $0.contains(first) }) != isNegated
            else {
                return false
            }
            return fits(path.dropFirst(), rest)
        case .some:
            var remaining = path
            while true {
                if fits(remaining, rest) { return true }
                guard let first = remaining.first, first != "/" else { return false }
                remaining.removeFirst()
            }
        case .anyDepth(let hasSlash):
            if fits(path, rest) { return true }
            var remaining = path
            while let first = remaining.popFirst() {
                if !hasSlash || first == "/", fits(remaining, rest) { return true }
            }
            return false
        }
    }
}
