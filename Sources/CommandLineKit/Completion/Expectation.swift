// SPDX-License-Identifier: Apache-2.0

/// A word that may be typed next.
package struct Candidate: Sendable, Equatable {
    package let word: String
    /// A few words about it; may be empty.
    package let summary: String

    package init(_ word: String, _ summary: String = "") {
        self.word = word
        self.summary = summary
    }
}

/// What may stand at one place of a command line.
package struct Expectation: Sendable, Equatable {
    package var candidates: [Candidate]
    /// What stands in the help for the value that may stand there, `CLUSTER` for instance; nil if none may.
    package var value: String?

    package init(candidates: [Candidate] = [], value: String? = nil) {
        self.candidates = candidates
        self.value = value
    }
}

extension CommandDeclaration {
    /// What may follow `words`, which stand behind the command; `current` is the beginning that is typed already.
    package func expectation(after words: [String], current: String) -> Expectation {
        var place = 0
        var given: Set<String> = []
        var pending: Flag?
        var isPastFlags = false
        for word in words {
            if pending != nil {
                pending = nil
            } else if !isPastFlags, word == "--" {
                isPastFlags = true
            } else if !isPastFlags, let flag = flags.first(where: { $0.isNamed(by: word) }) {
                given.insert(flag.name)
                if flag.value != nil, !word.contains("=") { pending = flag }
            } else {
                place += 1
            }
        }
        if let pending { return Expectation(value: pending.value) }
        if !isPastFlags, current.hasPrefix("-") { return Expectation(candidates: flagCandidates(besides: given)) }
        return Expectation(value: argument(at: place)?.name)
    }

    private func argument(at place: Int) -> Argument? {
        if place < arguments.count { return arguments[place] }
        return arguments.last.flatMap { $0.isRepeatable ? $0 : nil }
    }

    /// The long spellings, or short ones where there are no others, of the flags that may still be given.
    private func flagCandidates(besides given: Set<String>) -> [Candidate] {
        flags.filter { !$0.isHidden && ($0.isRepeatable || !given.contains($0.name)) }
            .map { Candidate($0.spellings.max { $0.count < $1.count } ?? "", $0.summary) }
            + [Candidate("--help", "Show the help of the command.")]
    }
}
