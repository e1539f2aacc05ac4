// SPDX-License-Identifier: Apache-2.0

/// What a program tells the shell that asks it how a command line may go on.
///
/// A line for each candidate: the word, a tab, what it is. The line `:files` stands for the names of files.
package enum CompletionAnswer {
    /// The word that asks a program for it, before the words of the command line; the last one is unfinished.
    package static let request = "__complete"
    /// Values of these names are files or folders.
    private static let fileValues: Set<String> = ["FILE", "PATH", "FOLDER", "DIRECTORY", "KEY_FILE"]
    private static let files = ":files\n"

    /// The lines for `expectation` after `current`; `values` gives the candidates for a value by its name.
    package static func text(
        _ expectation: Expectation,
        current: String,
        values: (String) async -> [Candidate]
    ) async -> String {
        var candidates = expectation.candidates
        var wantsFiles = false
        // A value that is one of several words is written so in the help: `true|false|PATH`.
        for name in (expectation.value ?? "").split(whereSeparator: { "|() ".contains($0) }).map(String.init) {
            if name != name.uppercased() {
                candidates.append(Candidate(name))
            } else if fileValues.contains(where: name.hasSuffix) {
                wantsFiles = true
            } else {
                candidates += await values(name)
            }
        }
        return candidates.filter { $0.word.hasPrefix(current) && !$0.word.contains { $0.isNewline || $0 == "\t" } }
            .map { $0.summary.isEmpty ? "\($0.word)\n" : "\($0.word)\t\($0.summary)\n" }.joined()
            + (wantsFiles ? files : "")
    }
}
