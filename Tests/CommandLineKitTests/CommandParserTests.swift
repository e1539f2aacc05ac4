// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import FoundationEssentials
import TestSupport
import Testing

@Suite struct CommandParserTests {
    @Test(arguments: [
        ["a", "--name", "x"], ["--name", "x", "a"], ["--name=x", "a"], ["a", "-name", "x"], ["a", "--name=x"],
    ])
    func aFlagMayStandAnywhere(words: [String]) throws {
        let invocation = try #require(try SampleCommand.parse(words))
        #expect(invocation.value("name") == "x")
        #expect(invocation.arguments == ["a"])
        #expect(invocation.argument("CLUSTER") == "a")
    }

    @Test(arguments: [
        (["a", "-f"], true), (["a", "--force"], true), (["a", "--f"], true), (["a", "--force=true"], true),
        (["a", "--force=false"], false), (["a"], false), (["a", "--", "-f"], false),
    ])
    func aSwitchIsOnOrOff(words: [String], isOn: Bool) throws {
        #expect(try #require(try SampleCommand.parse(words)).has("force") == isOn)
    }

    @Test func aRepeatedFlagKeepsAllValues() throws {
        let invocation = try #require(try SampleCommand.parse(["a", "-l", "x=1", "--label", "y=2"]))
        #expect(invocation.values("label") == ["x=1", "y=2"])
        #expect(try #require(try SampleCommand.parse(["a", "--label=x=1"])).value("label") == "x=1")
    }

    @Test func twoDashesEndTheFlags() throws {
        let invocation = try #require(try SampleCommand.parse(["a", "--", "--name", "-"]))
        #expect(invocation.arguments == ["a", "--name", "-"])
        #expect(invocation.value("name") == nil)
    }

    @Test func aValueMayBeginWithADash() throws {
        #expect(try #require(try SampleCommand.parse(["a", "--name", "-x"])).value("name") == "-x")
        #expect(try #require(try SampleCommand.parse(["a", "--name", ""])).value("name")?.isEmpty == true)
    }

    @Test(arguments: [["a", "-q"], ["--quiet", "a"], ["a", "--name", "x", "-q"]])
    func everyCommandCanBeQuiet(words: [String]) throws {
        #expect(try #require(try SampleCommand.parse(words)).isQuiet)
        #expect(try #require(try SampleCommand.parse(["a", "--", "-q"])).arguments == ["a", "-q"])
        #expect(try !#require(try SampleCommand.parse(["a"])).isQuiet)
    }

    @Test(arguments: [["--help"], ["-h"], ["a", "b", "c", "--help"], ["--name", "x", "-h"]])
    func helpIsAskedFor(words: [String]) throws {
        #expect(try CommandParser(SampleCommand.declaration).parse(words) == .help)
    }

    @Test(arguments: [
        (["a", "--worker", "2"], "'--worker' is not a flag of 'cs cluster-create'. Did you mean '--workers'?"),
        (["a", "--zone=x"], "'--zone' is not a flag of 'cs cluster-create'."),
        (["a", "--name"], "'--name' needs a value."),
        (["a", "--name", "-f"], "'--name' needs a value."),
        (["a", "--name", "x", "--name", "y"], "'--name' is given more than once."),
        (["a", "--force=maybe"], "'--force' takes no value."),
        ([], "CLUSTER is missing."),
    ])
    func wrongUsageIsExplained(words: [String], message: String) {
        #expect(throws: UsageError(message)) { try SampleCommand.parse(words) }
    }

    @Test func tooManyArgumentsAreRefused() {
        let declaration = CommandDeclaration(name: "get", summary: "Get.", arguments: [Argument("CLUSTER")])
        #expect(throws: UsageError("'b' is one argument too many.")) {
            try CommandParser(declaration).parse(["a", "b"])
        }
    }

    @Test(arguments: [("3", 3), ("0", 0), ("-1", nil), ("two", nil), ("", nil)])
    func numbersAreChecked(text: String, number: Int?) throws {
        let invocation = try #require(try SampleCommand.parse(["a", "--workers=\(text)"]))
        if let number {
            #expect(try invocation.integer("workers") == number)
        } else {
            #expect(throws: UsageError.self) { try invocation.integer("workers") }
        }
    }

    @Test func aFileStandsForItsContent() async throws {
        try await withTemporaryDirectory { folder in
            try Files.write(Data("secret key\n".utf8), to: folder + "/key")
            let invocation = try #require(try SampleCommand.parse(["a", "--key", "@\(folder)/key"]))
            #expect(try invocation.expandedValue("key") == "secret key")
            let missing = try #require(try SampleCommand.parse(["a", "--key", "@\(folder)/none"]))
            #expect(throws: CommandFailure.self) { try missing.expandedValue("key") }
            #expect(try #require(try SampleCommand.parse(["a", "--key", "plain"])).expandedValue("key") == "plain")
        }
    }

    @Test(arguments: [
        ("clusers", "clusters"), ("cluster-crate", "cluster-create"), ("wrokers", "workers"), ("cs", nil),
        ("something", nil),
    ])
    func theNearestWordIsSuggested(word: String, expected: String?) {
        #expect(Suggestion.closest(to: word, in: ["clusters", "cluster-create", "workers", "ca"]) == expected)
    }
}
