// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import ContainerServiceCommands
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct EndpointInitTests {
    private typealias Fixture = ContainerServiceFixture

    private static func configuration(_ home: String) -> ConfigurationFile {
        ConfigurationFile(BluemixPaths(home: home).directory(ofPlugin: "container-service") + "/config.json")
    }

    @Test func defaultIsTheServersOwn() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["init"], on: terminal) == ExitStatus.success)
            #expect(terminal.text == "Using default API endpoint: \(Fixture.endpoint)\nOK\n")
            #expect(try Self.configuration(home).read()["Endpoint"]?.text == Fixture.endpoint)
        }
    }

    @Test func hostIsUsedFromThenOn() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["init", "--host", "https://slipway.example.net/"], on: terminal) == 0)
            #expect(terminal.text == "Using API endpoint: https://slipway.example.net\nOK\n")
            let session = try SessionStore(BluemixPaths(home: home)).session()
            let address = try ContainerServiceEndpoint.address(for: session, in: Self.configuration(home))
            #expect(address == "https://slipway.example.net")
        }
    }

    @Test func hostOfAnotherServerIsShownNoTokens() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            #expect(await fixture.run(["init", "--host", "https://old.example.net"]) == ExitStatus.success)
            let session = try SessionStore(BluemixPaths(home: home)).update { session in
                session.apiEndpoint = "https://new.example.com"
                session.containersEndpoint = "https://containers.new.example.com"
            }
            let address = try ContainerServiceEndpoint.address(for: session, in: Self.configuration(home))
            #expect(address == "https://containers.new.example.com")
        }
    }

    @Test(arguments: ["ftp://a", "https://", "a b", "://"])
    func hostThatIsNoneIsRefused(host: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            #expect(await fixture.run(["init", "--host", host]) == ExitStatus.usage)
        }
    }

    @Test(arguments: [
        ("containers.example.com", "https://containers.example.com"),
        ("http://127.0.0.1:6780/", "http://127.0.0.1:6780"),
        ("127.0.0.1:6780", "https://127.0.0.1:6780"),
    ])
    func hostIsCompleted(host: String, expected: String) {
        #expect(ContainerServiceEndpoint.normalized(host) == expected)
    }

    @Test func withoutAServerThereIsNoDefault() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try SessionStore(BluemixPaths(home: home)).update { $0.forgetEndpoint() }
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["init"], on: terminal) == ExitStatus.session)
            #expect(terminal.text.contains("bx api"))
        }
    }
}
