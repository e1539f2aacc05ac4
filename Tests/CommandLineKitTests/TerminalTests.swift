// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import TestSupport
import Testing

@Suite struct TerminalTests {
    @Test func everyCellOfATableIsFollowedByThreeSpaces() {
        let recorded = RecordedTerminal()
        recorded.terminal.table(["Name", "State"], [["mycluster", "normal"], ["b", "pending\nstep 2"], ["日本", ""]])
        let expected = [
            "Name        State   ",
            "mycluster   normal   ",
            "b           pending   ",
            "            step 2   ",
            "日本           ",
        ]
        #expect(recorded.text == expected.map { $0 + "\n" }.joined())
    }

    @Test func keysGetAColonAndValuesAlign() {
        let recorded = RecordedTerminal()
        recorded.terminal.keyValues([(key: "API endpoint", value: "https://a"), (key: "Org", value: "")])
        #expect(recorded.text == "API endpoint:   https://a   \nOrg:               \n")
    }

    @Test func coloursDoNotCountForTheWidth() {
        let recorded = RecordedTerminal(usesColor: true)
        recorded.terminal.table(["Name", "State"], [["a", "normal"]])
        let expected =
            "\u{1B}[1mName\u{1B}[0m   \u{1B}[1mState\u{1B}[0m   \n\u{1B}[36;1ma\u{1B}[0m      normal   \n"
        #expect(recorded.text == expected)
    }

    @Test func resultsHaveTheirForm() {
        let plain = RecordedTerminal()
        plain.terminal.ok()
        plain.terminal.failed("No.")
        plain.terminal.tip("try 'bx help'.")
        plain.terminal.warn("Careful.")
        #expect(plain.text == "OK\nFAILED\nNo.\n\nTip: try 'bx help'.\nCareful.\n")
        let coloured = RecordedTerminal(usesColor: true)
        coloured.terminal.ok()
        coloured.terminal.failed("No.")
        #expect(coloured.text == "\u{1B}[32;1mOK\u{1B}[0m\n\u{1B}[31;1mFAILED\u{1B}[0m\nNo.\n\n")
        #expect(plain.errorText.isEmpty)
    }

    @Test(
        arguments: [
            ([:], nil, true, true), ([:], nil, false, false), (["BLUEMIX_COLOR": "false"], "true", true, false),
            (["BLUEMIX_COLOR": "TRUE"], "false", false, true), ([:], "true", false, true), ([:], "false", true, false),
            (["NO_COLOR": "1"], nil, true, false), (["NO_COLOR": ""], nil, true, true),
            (["TERM": "dumb"], nil, true, false), (["NO_COLOR": "1", "BLUEMIX_COLOR": "true"], nil, true, true),
        ] as [([String: String], String?, Bool, Bool)]
    )
    func coloursAreUsedWhereTheyAreWanted(
        environment: [String: String],
        stored: String?,
        isTerminal: Bool,
        expected: Bool
    ) {
        #expect(Terminal.usesColor(environment, storedColor: stored, isTerminal: isTerminal) == expected)
    }

    @Test(arguments: [(nil, false), ("", false), ("false", false), ("true", true), ("TRUE", true)])
    func aVariableMakesCommandsQuiet(value: String?, expected: Bool) {
        #expect(Terminal.standard(environment: value.map { [Terminal.quietVariable: $0] } ?? [:]).isQuiet == expected)
    }

    @Test func answersFromAPipeAreShown() throws {
        let recorded = RecordedTerminal(input: ["me@example.com"])
        #expect(try recorded.terminal.ask("Email") == "me@example.com")
        #expect(recorded.text == "Email> me@example.com\n")
    }

    @Test func secretsAreNeverShown() throws {
        for isInteractive in [true, false] {
            let recorded = RecordedTerminal(input: ["secret"], isInteractive: isInteractive)
            #expect(try recorded.terminal.askHidden("Password") == "secret")
            #expect(recorded.text == "Password> \n")
        }
    }

    @Test func aBreakOffEndsTheLineOfTheQuestion() {
        let recorded = RecordedTerminal(isInteractive: true)
        var streams = recorded.terminal.streams
        streams.readLine = { question, _ in
            recorded.terminal.write(question)
            throw SilentExit(ExitStatus.usage)
        }
        let terminal = Terminal(streams: streams, usesColor: false)
        #expect(throws: SilentExit(ExitStatus.usage)) { try terminal.askHidden("Password") }
        #expect(recorded.text == "Password> \n")
    }

    @Test func anEmptyAnswerIsTheFallbackOrAskedForAgain() throws {
        #expect(try RecordedTerminal(input: [""]).terminal.ask("Name", fallback: "x") == "x")
        let recorded = RecordedTerminal(input: ["", "y"])
        #expect(try recorded.terminal.ask("Name") == "y")
        #expect(recorded.text == "Name> \nInput must not be empty.\nName> y\n")
    }

    @Test func theEndOfTheInputIsAFailure() {
        let expected = CommandFailure("Could not read from input: EOF")
        #expect(throws: expected) { try RecordedTerminal().terminal.ask("Name") }
        #expect(throws: expected) { try RecordedTerminal(input: ["what"]).terminal.confirm("Sure?") }
        #expect(throws: expected) { _ = try RecordedTerminal().terminal.choose("Pick", ["a", "b"]) }
    }

    @Test(
        arguments: [
            (["y"], false, true), (["YES"], false, true), ([""], false, false), ([""], true, true),
            (["n"], true, false),
            (["perhaps", "no"], nil, false), (["", "yes"], nil, true),
        ] as [([String], Bool?, Bool)]
    )
    func questionsTakeYesAndNo(input: [String], fallback: Bool?, expected: Bool) throws {
        #expect(try RecordedTerminal(input: input).terminal.confirm("Sure?", fallback: fallback) == expected)
    }

    @Test func confirmationsShowTheirDefault() throws {
        let recorded = RecordedTerminal(input: ["", "", "y"])
        for fallback in [false, true, nil] as [Bool?] {
            _ = try recorded.terminal.confirm("Sure?", fallback: fallback)
        }
        #expect(recorded.text == "Sure? [y/N]> \nSure? [Y/n]> \nSure? [y/n]> y\n")
    }

    @Test func aChoiceIsMadeByItsNumber() throws {
        let recorded = RecordedTerminal(input: ["x", "3", "2"])
        #expect(try recorded.terminal.choose("Pick one:", ["first", "second"], fallback: 0) == 1)
        let expected = """
            Pick one:
            1. first
            2. second
            Enter a number (1)> x
            Input must be a number.
            Enter a number (1)> 3
            Input is out of range: enter a number from 1 to 2.
            Enter a number (1)> 2

            """
        #expect(recorded.text == expected)
        #expect(try RecordedTerminal(input: [""]).terminal.choose("Pick", ["a"], allowsSkip: true) == nil)
    }
}
