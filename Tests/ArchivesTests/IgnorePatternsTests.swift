// SPDX-License-Identifier: Apache-2.0

import Archives
import Testing

/// The examples are those that docker's documentation explains, and what its own rules say about the rest.
@Suite struct IgnorePatternsTests {
    @Test(arguments: [
        ("", "a", false), ("a", "a", true), ("a", "b", false), ("a", "a/b/c", true), ("a", "b/a", false),
        ("/a", "a", true),
        ("a/", "a/b", true), ("*.md", "README.md", true), ("*.md", "docs/README.md", false),
        ("*/temp*", "x/temporary.txt", true),
        ("*/temp*", "x/temp/y", true), ("*/*/temp*", "x/y/temp", true), ("*/*/temp*", "x/temp", false),
        ("temp?", "tempa", true),
        ("temp?", "temp", false), ("**", "a/b", true), ("**/*.go", "a/b/c.go", true), ("**/*.go", "c.go", true),
        ("a/**/b", "a/b", true), ("a/**/b", "a/x/y/b", true), ("a/**", "a/b/c", true), ("a/**", "b", false),
        ("a**b", "a/x/b", true),
        ("[a-c].txt", "b.txt", true), ("[^a-c].txt", "b.txt", false), ("[^a-c].txt", "d.txt", true), ("\\*", "*", true),
        ("\\*", "a", false), ("# a comment", "# a comment", false), ("  a  ", "a", true), ("./a", "a", true),
        ("b/../a", "a", true),
        ("*.md\n!README.md", "README.md", false), ("*.md\n!README.md", "x.md", true),
        ("*.md\n!README*.md\nREADME-secret.md", "README-secret.md", true),
        ("*.md\nREADME-secret.md\n!README*.md", "README-secret.md", false), ("docs\n! docs/keep", "docs/keep/x", false),
        ("\u{FEFF}a", "a", true), ("a\r\nb", "a", true), ("*\n!src", "src/main.c", false), ("*\n!src", "other", true),
        (".", "a", false),
        ("a.b", "axb", false),
    ])
    func theLastPatternThatFitsDecides(patterns: String, path: String, isExcluded: Bool) throws {
        #expect(try IgnorePatterns(patterns).excludes(path) == isExcluded)
    }

    @Test(arguments: [("!", 1), ("a\n!\n", 2), ("a\n\n[", 3), ("[]", 1), ("[z-a]", 1), ("a\\", 1)])
    func whatIsNoPatternIsTold(text: String, line: Int) {
        #expect(throws: IgnorePatterns.Mistake.self) { try IgnorePatterns(text) }
        do { _ = try IgnorePatterns(text) } catch { #expect(error.line == line) }
    }

    @Test func keptPathsAreTakenBackIn() throws {
        let patterns = try IgnorePatterns("*\n!src", keeping: ["build/Dockerfile"])
        #expect(!patterns.excludes("build/Dockerfile"))
        #expect(patterns.excludes("build/other"))
        #expect(patterns.mayIncludeSomething(below: "build"))
        #expect(!patterns.mayIncludeSomething(below: "other"))
        #expect(try IgnorePatterns("", keeping: ["Dockerfile"]).excludes("Dockerfile") == false)
    }
}
