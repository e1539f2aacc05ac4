// SPDX-License-Identifier: Apache-2.0

import API
import CommandLineKit
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct RegionTests {
    private typealias Fixture = ContainerServiceFixture

    private static let answer: Fixture.Answer = { request in
        if request == "GET /v1/regions" { return try .json(ContainerRegionList(regions: Fixture.regions)) }
        return try .json([ClusterInfo]())
    }

    private static func region(_ fixture: Fixture) async -> String {
        let terminal = RecordedTerminal()
        _ = await fixture.run(["region"], on: terminal)
        return terminal.text
    }

    @Test(arguments: ["eu-de", "eu-central", ""])
    func chosenRegionHoldsForLaterCalls(word: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let before = await Self.region(fixture)
            #expect(before == "Region:   -   \n")
            let terminal = RecordedTerminal(input: ["2"])
            let words = ["region-set"] + (word.isEmpty ? [] : [word])
            let status = await fixture.run(words, on: terminal, answer: Self.answer)
            #expect(status == ExitStatus.success)
            if word.isEmpty { try Golden.expect(terminal.text, is: "region-set.txt") }
            let after = await Self.region(fixture)
            #expect(after == "Region:   eu-central   \n")
            _ = await fixture.run(["clusters"], answer: Self.answer)
            let sent = fixture.sentHeaders.last?["X-Region"]
            #expect(sent == "eu-central")
        }
    }

    @Test func choiceAtAnotherServerDoesNotCount() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            _ = await fixture.run(["region-set", "eu-de"], answer: Self.answer)
            try SessionStore(BluemixPaths(home: home)).update { session in
                session.apiEndpoint = "https://other.example.com"
                session.region = "us-east"
            }
            #expect(await Self.region(fixture) == "Region:   us-east   \n")
        }
    }

    @Test func unknownRegionIsRefused() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["region-set", "moon"], on: terminal, answer: Self.answer)
            #expect(status == ExitStatus.failure)
            #expect(terminal.text.contains("There is no region 'moon'."))
            #expect(await Self.region(fixture) == "Region:   -   \n")
        }
    }
}
