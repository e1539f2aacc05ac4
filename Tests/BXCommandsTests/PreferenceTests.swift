// SPDX-License-Identifier: Apache-2.0

import CommandLineKit
import PluginKit
import TestSupport
import Testing

@Suite struct PreferenceTests {
    @Test(
        "A preference is stored under the key of the time",
        arguments: [
            (["--http-timeout", "30"], "HTTPTimeout", "30"),
            (["--trace", "true"], "Trace", "\"true\""),
            (["--trace", "/tmp/trace"], "Trace", "\"/tmp/trace\""),
            (["--color", "False"], "ColorEnabled", "\"false\""),
            (["--locale", "zh_Hans"], "Locale", "\"zh_Hans\""),
            (["--check-version", "false"], "CheckCLIVersionDisabled", "true"),
        ]
    )
    func preferencesAreStored(words: [String], key: String, value: String) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.run(["config"] + words)
            #expect(result.status == 0)
            #expect(result.text == "Setting \(words[0].dropFirst(2)) to \(words[1])...\nOK\n")
            let stored = try user.text(of: user.paths.configuration)
            #expect(stored.contains("\"\(key)\" : \(value)"))
        }
    }

    @Test func preferencesAreShown() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.bx("config", "--http-timeout", "5").status == 0)
            try Golden.expect(await user.bx("config").text, is: "config.txt")
            try Golden.expect(await user.bx("config", "--output", "json").text, is: "config.json")
            #expect(await user.bx("config", "--locale", "de_DE").status == 0)
            #expect(await user.bx("config", "--locale", "clear").status == 0)
            #expect(try user.store.session().locale.isEmpty)
        }
    }

    @Test(arguments: [
        ["--http-timeout", "0"], ["--http-timeout", "soon"], ["--color", "red"], ["--check-version", "1"],
        ["--trace", ""], ["--color", "true", "--trace", "true"],
    ])
    func wrongValuesChangeNothing(words: [String]) async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let before = try user.store.session()
            #expect(await user.run(["config"] + words).status == ExitStatus.usage)
            #expect(try user.store.session() == before)
        }
    }

    @Test func theServerTellsAboutItselfAndItsRegions() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            #expect(await user.bx("info").status == ExitStatus.session)
            #expect(await user.bx("regions").status == ExitStatus.session)
            #expect(await user.bx("api", FakeServer.endpoint).status == 0)
            try Golden.expect(await user.bx("info").text, is: "info.txt")
            try Golden.expect(await user.bx("info", "--output", "json").text, is: "info.json")
            try Golden.expect(await user.bx("regions").text, is: "regions.txt")
            try Golden.expect(await user.bx("regions", "--output", "json").text, is: "regions.json")
        }
    }

    @Test func failuresOfProgramsAreNotOnTheOutput() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("regions", "--output", "json")
            #expect(result.text.isEmpty && result.errorText.contains("No API endpoint is set."))
        }
    }
}
