// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import Testing

@Suite struct CompletionTests {
    @Test(
        "What may follow on a line",
        arguments: [
            ([], "", "CLUSTER"),
            (["--name", "x"], "", "CLUSTER"),
            (["--name"], "", "NAME"),
            (["--name="], "", "CLUSTER"),
            (["-l"], "", "KEY=VALUE"),
            (["a"], "", "WORKER"),
            (["a", "b", "--force"], "", "WORKER"),
            (["a", "--"], "-", "WORKER"),
        ]
    )
    func valuesAreNamed(words: [String], current: String, value: String) {
        let expectation = SampleCommand.declaration.expectation(after: words, current: current)
        #expect(expectation == Expectation(value: value))
    }

    @Test func flagsThatWereGivenAreNotOfferedAgain() {
        let first = SampleCommand.declaration.expectation(after: ["a"], current: "-").candidates.map(\.word)
        let second = SampleCommand.declaration.expectation(after: ["--name", "x", "-f", "-l", "a=b"], current: "--")
        #expect(first.contains("--force") && first.contains("--help") && !first.contains("--secret"))
        #expect(!second.candidates.contains { ["--name", "--force"].contains($0.word) })
        #expect(second.candidates.contains { $0.word == "--label" })
    }

    @Test(
        "A value is completed by its name",
        arguments: [
            ("CLUSTER", "", "web\tnormal\nworks\tnormal\n"),
            ("CLUSTER", "wo", "works\tnormal\n"),
            ("LOCAL_FILE", "", ":files\n"),
            ("true|false|PATH", "", "true\nfalse\n:files\n"),
            ("true|false|PATH", "t", "true\n:files\n"),
        ]
    )
    func valuesAreCompleted(value: String, current: String, lines: String) async {
        let answer = await CompletionAnswer.text(Expectation(value: value), current: current) { _ in
            [Candidate("web", "normal"), Candidate("works", "normal"), Candidate("two\nlines")]
        }
        #expect(answer == lines)
    }

    @Test(arguments: CompletionScript.allCases)
    func scriptsAskTheProgram(shell: CompletionScript) {
        let text = shell.text(names: ["bx", "bluemix"])
        #expect(text.contains("__complete") && text.contains("bluemix"))
    }
}
