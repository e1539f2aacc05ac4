// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import HTTP
import PluginKit
import TestSupport
import Testing

@Suite struct PluginTests {
    @Test func aPluginIsInstalledFromTheRepository() async throws {
        try await withRepository { (user: CommandSession) async throws in
            let result = await user.bx("plugin", "install", "container-service", "-r", "bluemix")
            #expect(result.status == 0)
            try Golden.expect(result.text, is: "plugin-install.txt")
            #expect(Files.exists(user.paths.directory(ofPlugin: "container-service") + "/container-service"))
            try Golden.expect(await user.bx("plugin", "list").text, is: "plugin-list.txt")
            try Golden.expect(await user.bx("plugin", "list", "-c").text, is: "plugin-list-commands.txt")
            #expect(try Self.leftOvers(user).isEmpty)
        }
    }

    @Test func aWrongChecksumIsRefused() async throws {
        try await withRepository(sha256: String(repeating: "0", count: 64)) { (user: CommandSession) async throws in
            let result = await user.bx("plugin", "install", "container-service")
            #expect(result.status == 1)
            #expect(result.text.contains("The checksum of plug-in 'container-service' is wrong"))
            #expect(!Files.exists(user.paths.directory(ofPlugin: "container-service")))
            #expect(await user.bx("plugin", "list").text.contains("No plug-ins are installed."))
        }
    }

    @Test func anUpdateThatFailsKeepsTheOldOne() async throws {
        try await withRepository { (user: CommandSession) async throws in
            #expect(await user.bx("plugin", "install", "container-service").status == 0)
            Self.publish(script: Self.script(version: 3), sha256: String(repeating: "0", count: 64), on: user.server)
            #expect(await user.bx("plugin", "install", "container-service", "-f").status == 1)
            let program = user.paths.directory(ofPlugin: "container-service") + "/container-service"
            #expect(try Files.read(program) == Data(Self.script(version: 2).utf8))
        }
    }

    @Test func aDownloadThatIsNoPluginIsRefused() async throws {
        try await withRepository(script: "#!/bin/sh\nexit 1\n") { (user: CommandSession) async throws in
            let result = await user.bx("plugin", "install", "container-service")
            #expect(result.status == 1)
            #expect(result.text.contains("it did not answer 'SendMetadata'"))
            #expect(try Self.leftOvers(user).isEmpty)
        }
    }

    @Test func anUnknownPluginGetsAHint() async throws {
        try await withRepository { (user: CommandSession) async throws in
            let result = await user.bx("plugin", "install", "container-servic")
            #expect(result.status == 1)
            #expect(result.text.contains("Did you mean 'container-service'?"))
            let version = await user.bx("plugin", "install", "container-service", "-v", "9.9.9")
            #expect(version.text.contains("Versions for it: 0.1.2."))
        }
    }

    @Test func withoutARepositoryTheLoginIsNamed() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let result = await user.bx("plugin", "install", "container-service", "-r", "Bluemix")
            #expect(result.status == ExitStatus.session)
            #expect(result.text.contains("'bx login' first"))
        }
    }

    @Test(arguments: [
        (["y"], [], 0, "was successfully installed"), (["n"], [], 1, "was cancelled"), ([], ["-f"], 0, "OK"),
    ])
    func replacingIsAskedFor(input: [String], flags: [String], status: Int32, text: String) async throws {
        try await withRepository { (user: CommandSession) async throws in
            #expect(await user.bx("plugin", "install", "container-service").status == 0)
            let result = await user.run(["plugin", "install", "container-service"] + flags, input: input)
            #expect(result.status == status)
            #expect(result.text.contains(text))
        }
    }

    @Test func aLocalFileIsInstalledIfTheUserVouchesForIt() async throws {
        try await CommandSession.with { (user: CommandSession) async throws in
            let path = try user.file("program", Self.script(version: 2), mode: 0o755)
            #expect(await user.bx("plugin", "install", path, input: ["n"]).status == 1)
            #expect(await user.bx("plugin", "install", path, input: ["y"]).status == 0)
            #expect(await user.bx("plugin", "show", "container-service").text.contains("Version:               0.1.2"))
        }
    }

    @Test(arguments: [
        (#""Namespaces":[{"Name":"account"}]"#, "'account' is a command of bx"),
        (#""Namespaces":[{"Name":"cs"}]"#, "'cs' belongs to plug-in 'container-service'"),
        (#""MinCliVersion":{"Major":1,"Minor":0,"Build":0}"#, "needs version 1.0.0 of bx"),
    ])
    func pluginsThatDoNotFitAreRefused(metadata: String, message: String) async throws {
        try await withRepository { (user: CommandSession) async throws in
            #expect(await user.bx("plugin", "install", "container-service").status == 0)
            let json = #"{"Name":"other","Version":{"Major":1},\#(metadata)}"#
            let path = try user.file("other", "#!/bin/sh\necho '\(json)'\n", mode: 0o755)
            let result = await user.bx("plugin", "install", path, "-f")
            #expect(result.status == 1)
            #expect(result.text.contains(message))
            #expect(try Self.leftOvers(user).isEmpty)
            #expect(!Files.exists(user.paths.directory(ofPlugin: "other")))
        }
    }

    @Test func anUpdateIsTakenIfThereIsOne() async throws {
        try await withRepository { (user: CommandSession) async throws in
            #expect(await user.bx("plugin", "install", "container-service").status == 0)
            let none = await user.bx("plugin", "update", "container-service", "-r", "Bluemix")
            #expect(none.text.hasSuffix("No updates are available.\n"))
            Self.publish(script: Self.script(version: 3), version: "0.1.3", on: user.server)
            #expect(await user.bx("plugin", "update", "container-service").status == 0)
            #expect(await user.bx("plugin", "list").text.contains("container-service   0.1.3   "))
        }
    }

    @Test func uninstallingKeepsWhatWasDownloaded() async throws {
        try await withRepository { (user: CommandSession) async throws in
            #expect(await user.bx("plugin", "install", "container-service").status == 0)
            let directory = user.paths.directory(ofPlugin: "container-service")
            try Files.makeDirectory(directory + "/clusters")
            let result = await user.bx("plugin", "uninstall", "container-service")
            #expect(result.status == 0)
            #expect(result.text.contains("What it downloaded stays in"))
            #expect(!Files.exists(directory + "/container-service"))
            #expect(await user.bx("plugin", "uninstall", "container-service").status == 1)
            #expect(await user.bx("cs", "clusters").status == 1)
        }
    }

    @Test func aPluginTakesThePlaceOfTheProcess() async throws {
        try await withRepository { (user: CommandSession) async throws in
            #expect(await user.bx("plugin", "install", "container-service").status == 0)
            #expect(await user.bx("-q", "cs", "clusters", "--json", "a b").status == 42)
            let run = try #require(user.replacements.first)
            #expect(run.path == user.paths.directory(ofPlugin: "container-service") + "/container-service")
            #expect(run.arguments == [run.path, "clusters", "--json", "a b"])
            #expect(run.environment["BLUEMIX_PLUGIN_NAMESPACE"] == "cs")
            #expect(run.environment["BLUEMIX_CLI"] == "bx")
            #expect(run.environment["BLUEMIX_QUIET"] == "true")
            try Files.remove(run.path)
            let broken = await user.bx("cs", "clusters")
            #expect(broken.status == 1)
            #expect(broken.text.contains("'bx plugin install container-service -r Bluemix -f'"))
        }
    }

    @Test func helpStartsNoPlugin() async throws {
        try await withRepository { (user: CommandSession) async throws in
            #expect(await user.bx("plugin", "install", "container-service").status == 0)
            try Golden.expect(await user.bx("help").text, is: "help.txt")
            try Golden.expect(await user.bx("cs").text, is: "help-cs.txt")
            #expect(await user.bx("cs", "--help").text == (await user.bx("help", "cs").text))
            try Golden.expect(await user.bx("help", "cs", "clusters").text, is: "help-cs-clusters.txt")
            #expect(await user.bx("cs", "help", "ls").text == (await user.bx("help", "cs", "clusters").text))
            #expect(user.replacements.isEmpty)
        }
    }

    @Test func repositoriesAreAddedAndRemoved() async throws {
        try await withRepository { (user: CommandSession) async throws in
            #expect(await user.bx("plugin", "repo-add", "Mine", "https://mine.test").status == 0)
            #expect(await user.bx("plugin", "repo-add", "mine", "https://mine.test").status == 1)
            #expect(await user.bx("plugin", "repo-add", "Yours", "yours.test").status == 1)
            try Golden.expect(await user.bx("plugin", "repos").text, is: "plugin-repos.txt")
            #expect(await user.bx("plugin", "repo-remove", "MINE").status == 0)
            try Golden.expect(await user.bx("plugin", "repo-plugins").text, is: "plugin-repo-plugins.txt")
        }
    }

    // MARK: - A repository

    func withRepository(
        on server: FakeServer = FakeServer(),
        script: String = script(version: 2),
        sha256: String? = nil,
        _ body: (CommandSession) async throws -> Void
    ) async throws {
        try await CommandSession.with(server) { (user: CommandSession) async throws in
            Self.publish(script: script, sha256: sha256, on: user.server)
            #expect(await user.bx("api", FakeServer.endpoint).status == 0)
            try await body(user)
        }
    }

    /// A plug-in of version 0.1.`version`.
    private static func script(version: Int) -> String {
        let metadata = """
            {"Name":"container-service","Version":{"Major":0,"Minor":1,"Build":\(version)},\
            "MinCliVersion":{"Major":0,"Minor":5,"Build":0},\
            "Namespaces":[{"Name":"cs","Description":"Manage clusters."}],\
            "Commands":[{"Namespace":"cs","Name":"clusters","Alias":"ls","Description":"List clusters.",\
            "Usage":"bx cs clusters [--json]","Flags":[{"Name":"json","Description":"As JSON","HasValue":false}]},\
            {"Namespace":"cs","Name":"init","Description":"Begin.","Usage":"bx cs init","Flags":null}]}
            """
        return "#!/bin/sh\n[ \"$*\" = SendMetadata ] || exit 3\ncat <<'END'\n\(metadata)\nEND\n"
    }

    private static func publish(
        script: String,
        version: String = "0.1.2",
        sha256: String? = nil,
        on server: FakeServer
    ) {
        let url = FakeServer.endpoint + "/plugins/downloads/container-service"
        let binaries = ["linux64", "linux-arm64"].map {
            PluginList.Binary(
                platform: $0,
                url: url,
                checksum: "",
                sha256: sha256 ?? Self.sha256(of: script)
            )
        }
        let plugin = PluginList.Plugin(
            name: "container-service",
            aliases: [],
            description: "Manage clusters.",
            updated: "2018-01-30T17:41:14Z",
            versions: [.init(version: version, updated: "", minCLIVersion: "0.5.0", binaries: binaries)]
        )
        guard let list = try? HTTPResponse.json(PluginList(plugins: [plugin])) else { return }
        server.publish("/plugins/bx/list", list)
        server.publish("/plugins/downloads/container-service", .text(script))
    }

    /// The checksum, from the program that everybody has.
    private static func sha256(of text: String) -> String {
        let path = "/tmp/slipway-test-\(RandomText.hex(byteCount: 8))"
        defer { for suffix in ["", ".sum"] { unlink(path + suffix) } }
        guard (try? Files.write(Data(text.utf8), to: path)) != nil, system("sha256sum < \(path) > \(path).sum") == 0,
            let output = try? Files.read(path + ".sum")
        else { return "" }
        return String(decoding: output.prefix(64), as: UTF8.self)
    }

    /// What an installation left beside the plug-ins.
    private static func leftOvers(_ user: CommandSession) throws -> [String] {
        guard Files.exists(user.paths.plugins) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: user.paths.plugins).filter { $0.hasPrefix(".") }
    }
}
