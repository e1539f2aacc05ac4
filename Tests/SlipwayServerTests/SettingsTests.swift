// SPDX-License-Identifier: Apache-2.0

import Basics
import CommandLineKit
import FoundationEssentials
import Model
import SlipwayServer
import TestSupport
import Testing

struct SettingsTests {
    private static let place = Place(isRoot: true, home: "/root", workingDirectory: "/base")
    private static let declaration = CommandDeclaration(
        name: "run",
        summary: "",
        flags: ([Settings.file] + Settings.all).map(\.flag)
    )

    private func configuration(
        _ words: [String] = [],
        environment: [String: String] = [:],
        place: Place = Self.place
    ) throws -> ServerConfiguration {
        guard case .run(let invocation) = try CommandParser(Self.declaration).parse(words) else {
            throw UsageError("help")
        }
        return try ServerConfiguration(SettingValues(flags: invocation, environment: environment), place: place)
    }

    @Test func defaultsDependOnThePlace() throws {
        let root = try configuration()
        #expect(root.dataDirectory == "/var/lib/slipway")
        #expect(root.cacheDirectory == "/var/cache/slipway")
        #expect(root.runtimeDirectory == "/run/slipway/\(root.installationTag)")
        #expect(root.installationTag.count == 4)
        #expect(root.publicURL.text == "https://127.0.0.1:6780")
        let user = try configuration(place: Place(isRoot: false, home: "/home/ann", workingDirectory: "/"))
        #expect(user.dataDirectory == "/home/ann/.local/share/slipway")
        #expect(user.runtimeDirectory == "/home/ann/.local/share/slipway/run")
    }

    @Test(arguments: [
        ([], "127.0.0.1:6781", "127.0.0.1:6781", nil),
        (["--listen", "[::1]:99"], "[::1]:100", "[::1]:100", nil),
        (["--public-url", "https://c.example.org"], "127.0.0.1:6781", "c.example.org:6781", nil),
        (
            ["--registry-listen", "0.0.0.0:443", "--public-url", "https://c.example.org:1"], "0.0.0.0:443",
            "c.example.org", nil
        ),
        (
            ["--registry-host", "r.example.org", "--registry-engine", "https://r.example.org/"], "127.0.0.1:6781",
            "r.example.org", "https://r.example.org"
        ),
        (["--registry-engine", "embedded"], "127.0.0.1:6781", "127.0.0.1:6781", nil),
    ])
    func registryIsBesideTheDaemon(words: [String], listen: String, host: String, engine: String?) throws {
        let found = try configuration(words).registry
        #expect(found.listen.text == listen)
        #expect(found.host == host)
        #expect(found.engineURL == engine)
    }

    @Test(arguments: [["--registry-engine", "http://x"], ["--registry-host", "a/b"], ["--registry-listen", "x"]])
    func registryElsewhereNeedsAnAddress(words: [String]) {
        #expect(throws: ConfigurationError.self) { try configuration(words) }
    }

    @Test func flagWinsOverEnvironmentOverFile() async throws {
        try await withTemporaryDirectory { folder in
            let file = "\(folder)/slipwayd.json"
            try Files.write(Data(#"{"zone":"file","region":"file","log-level":"debug"}"#.utf8), to: file)
            let environment = ["SLIPWAY_ZONE": "environment", "SLIPWAY_REGION": "environment", "SLIPWAY_CONFIG": file]
            let found = try configuration(["--zone", "flag"], environment: environment)
            #expect(found.zone == "flag")
            #expect(found.region == "environment")
            #expect(found.logLevel == .debug)
        }
    }

    @Test(arguments: [
        ([], [Region(name: "us-south", zones: ["dal10"])]),
        (["--region", "eu-central", "--zone", "fra02"], [Region(name: "eu-central", zones: ["fra02"])]),
        (
            ["--locations", "us-east=wdc06, wdc07; eu-central=fra02"],
            [Region(name: "us-east", zones: ["wdc06", "wdc07"]), Region(name: "eu-central", zones: ["fra02"])]
        ),
        (
            ["--locations", "eu-central=fra02;us-east=wdc06,wdc07", "--region", "us-east", "--zone", "wdc07"],
            [Region(name: "us-east", zones: ["wdc07", "wdc06"]), Region(name: "eu-central", zones: ["fra02"])]
        ),
    ])
    func defaultRegionAndLocationComeFirst(words: [String], regions: [Region]) throws {
        let found = try configuration(words)
        #expect(found.regions == regions)
        #expect(found.region == regions[0].name && found.zone == regions[0].zones[0])
    }

    @Test func defaultLocationHasToBeAmongThoseListed() {
        let expected = "the default location dal10 of region us-south is not in locations"
        #expect(throws: ConfigurationError(expected)) {
            try configuration(["--locations", "eu-central=fra02", "--region", "us-south"])
        }
    }

    @Test func unknownKeyNamesTheNearest() async throws {
        try await withTemporaryDirectory { folder in
            let file = "\(folder)/slipwayd.json"
            try Files.write(Data(#"{"data-directry":"/x"}"#.utf8), to: file)
            let expected = """
                \(file) has the unknown setting "data-directry": did you mean "data-directory"?
                """
            #expect(throws: ConfigurationError(expected)) { try configuration(["--config", file]) }
        }
    }

    @Test(
        arguments: [
            ("listen", "1", "an address and a port such as 127.0.0.1:6780"),
            ("listen", "127.0.0.1:0", "an address and a port such as 127.0.0.1:6780"),
            ("public-url", "http://a", "an address such as https://clusters.example.org:6780"),
            ("public-url", "https://a/b", "an address such as https://clusters.example.org:6780"),
            ("locations", "us-south", "such as us-south=dal10,dal12;eu-central=fra02"),
            ("locations", "a=b;c=b", "such as us-south=dal10,dal12;eu-central=fra02"),
            ("locations", "a=b,", "such as us-south=dal10,dal12;eu-central=fra02"),
            ("locations", "a=B", "such as us-south=dal10,dal12;eu-central=fra02"),
            ("zone", "Dal 10", "a word of lower-case letters, digits and hyphens"),
            ("node-network", "10.0.0.0/8", "a network such as 10.213.0.0/16"),
            ("admin-email", "ann", "an e-mail address"),
            ("federated-domains", "a.example,@b", "domains such as example.com,example.org"),
            ("password-grant", "no", "on or off"),
            ("connections-per-address", "many", "a number from 0 to 1000"),
            ("log-level", "loud", "debug, info, warning or error"),
        ]
    )
    func wrongValueIsNamedWithItsOrigin(name: String, value: String, expected: String) throws {
        #expect(throws: ConfigurationError("--\(name) must be \(expected), not \"\(value)\"")) {
            try configuration(["--\(name)", value])
        }
    }

    @Test func missingFileIsAnErrorOnlyIfNamed() throws {
        #expect(throws: ConfigurationError("there is no configuration file /nowhere/x.json")) {
            try configuration(["--config", "/nowhere/x.json"])
        }
    }

    @Test(
        arguments: [
            ("data", "/base/data"), ("./a/../data/", "/base/data"), ("/x//y/.", "/x/y"),
        ]
    )
    func dataFolderHasOneSpelling(given: String, path: String) throws {
        #expect(try configuration(["--data-directory", given]).dataDirectory == path)
    }

    @Test(
        arguments: [
            ("0.0.0.0:7000", "https://127.0.0.1:7000"), ("[::1]:7000", "https://[::1]:7000"),
            ("[::]:7000", "https://[::1]:7000"), ("10.0.0.1:7000", "https://10.0.0.1:7000"),
        ]
    )
    func publicAddressFollowsTheListener(listen: String, url: String) throws {
        #expect(try configuration(["--listen", listen]).publicURL.text == url)
    }

    @Test func federatedDomainsAreAList() throws {
        #expect(try configuration().federatedDomains == [])
        let given = try configuration(["--federated-domains", "Example.com, b.example"])
        #expect(given.federatedDomains == ["example.com", "b.example"])
    }

    @Test func helpNamesEverySetting() {
        for setting in Settings.all { #expect(DaemonHelp.text.contains("--\(setting.name) \(setting.placeholder)")) }
    }
}
