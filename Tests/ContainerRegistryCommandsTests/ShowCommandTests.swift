// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import ContainerRegistryCommands
import FoundationEssentials
import HTTP
import HTTPClient
import TestSupport
import Testing

@Suite struct ShowCommandTests {
    private typealias Fixture = ContainerRegistryFixture

    private static func run(
        _ words: [String],
        isInteractive: Bool = false,
        input: [String] = [],
        expecting status: Int32 = ExitStatus.success,
        answer: @escaping Fixture.Answer
    ) async throws -> (text: String, errors: String, requests: [String], bodies: [String]) {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal(input: input, isInteractive: isInteractive)
            #expect(
                await fixture.run(words, on: terminal, answer: answer) == status,
                "\(terminal.text)\(terminal.errorText)"
            )
            return (terminal.text, terminal.errorText, fixture.requests, fixture.sentBodies)
        }
    }

    private static let images: Fixture.Answer = { _ in
        try .json([
            Fixture.image("ns/web", tags: ["latest", "1.0"]),
            Fixture.image("ns/api", tags: ["2"], size: 1000, "Vulnerable"),
        ])
    }

    // MARK: - Images

    @Test(arguments: [
        (["images", "-q"], "HOST/ns/api:2\nHOST/ns/web:1.0\nHOST/ns/web:latest\n"),
        (
            ["images", "--format", "{{.Repository}}:{{.Tag}} {{.Vulnerable}}"],
            "HOST/ns/api:2 Vulnerable\nHOST/ns/web:1.0 OK\nHOST/ns/web:latest OK\n"
        ),
        (
            ["image-list", "--format", "{{if gt .Size 2000}}{{.Tag}} {{.Digest}}{{end}}"],
            "\n1.0 0123456789ab\nlatest 0123456789ab\n"
        ),
    ])
    func imagesAreListedAsAskedFor(words: [String], expected: String) async throws {
        let shown = try await Self.run(words, answer: Self.images).text
        #expect(shown == expected.replacing("HOST", with: Fixture.host))
    }

    @Test(arguments: [
        ("--restrict=ns", "&namespace=ns"), ("--restrict=ns/web", "&namespace=ns&repository=ns%2Fweb"),
        ("--no-trunc", ""),
    ])
    func listsAreRestrictedByTheServer(flag: String, query: String) async throws {
        let shown = try await Self.run(["image-list", flag], answer: Self.images)
        #expect(
            shown.requests == ["GET /api/v1/images?includePrivate=true&includeIBM=false&vulnerabilities=true\(query)"]
        )
        if flag == "--no-trunc" { #expect(shown.text.contains(Fixture.digest)) }
    }

    @Test func aTemplateThatCannotBeUsedIsTold() async throws {
        let shown = try await Self.run(
            ["images", "--format", "{{.Tag"],
            expecting: ExitStatus.usage,
            answer: Self.images
        )
        #expect(shown.errors.contains("The value of '--format' is no template. template: format:1:0: unclosed action"))
        let failed = try await Self.run(
            ["images", "--format", "{{.Nope}}"],
            expecting: ExitStatus.failure,
            answer: Self.images
        )
        #expect(failed.errors.contains("can't evaluate field Nope in type Image"))
    }

    @Test(arguments: [
        ("{{.ID}} {{.Os}}/{{.Architecture}} {{.Size}}", "sha256:1 linux/amd64 7\n"),
        ("{{.Config.Env}} {{.Config.ExposedPorts}}", "[A=1 B=2] map[80/tcp:map[]]\n"),
        ("{{range .RootFS.Layers}}{{.}};{{end}}", "sha256:a;sha256:b;\n"), ("{{.Config.Healthcheck}}", "<no value>\n"),
        ("{{index .Config.Labels \"x\"}}", "y\n"),
    ])
    func anImageIsShownByATemplate(template: String, expected: String) async throws {
        let document = """
            {"Id":"sha256:1","Os":"linux","Architecture":"amd64","Size":7,"RootFS":{"Type":"layers","Layers":["sha256:a","sha256:b"]},
            "Config":{"Env":["A=1","B=2"],"ExposedPorts":{"80/tcp":{}},"Healthcheck":null,"Labels":{"x":"y"}}}
            """
        let answer: Fixture.Answer = { _ in HTTPResponse(status: 200, body: .bytes(Data(document.utf8))) }
        let shown = try await Self.run(["image-inspect", "--format", template, "ns/web"], answer: answer)
        #expect(shown.text == expected)
        #expect(shown.requests == ["GET /api/v1/images/registry.example.com%3A31443%2Fns%2Fweb%3Alatest/json"])
        let plain = try await Self.run(
            ["image-inspect", "ns/web:1", "\(Fixture.host)/ns/web@\(Fixture.digest)"],
            answer: answer
        ).text
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(plain.utf8))
        #expect(value.elements?.count == 2)
        #expect(value.elements?.first?["Id"]?.text == "sha256:1")
    }

    @Test func anImageInAnotherRegistryIsRefused() async throws {
        let shown = try await Self.run(
            ["image-rm", "docker.io/library/x"],
            expecting: ExitStatus.failure,
            answer: Self.images
        )
        #expect(shown.text.contains("The image 'docker.io/library/x' is in another registry than \(Fixture.host)."))
    }

    @Test(arguments: [(true, "y"), (true, "n"), (false, "")])
    func imagesAreDeletedAndOnlyPeopleAreAsked(isInteractive: Bool, reply: String) async throws {
        let answer: Fixture.Answer = { request in
            request.method == .delete
                ? try .json(RegistryImageDeletion(untagged: "\(Fixture.host)/ns/web:1.0"))
                : try await Self.images(request)
        }
        let shown = try await Self.run(
            ["image-rm", "ns/web:1.0"],
            isInteractive: isInteractive,
            input: [reply],
            answer: answer
        )
        try Golden.expect(shown.text, is: "image-rm-\(isInteractive ? reply : "script").txt")
        #expect(shown.requests.contains { $0.hasPrefix("DELETE") } == (reply != "n"))
    }

    @Test func oneFailureOfSeveralIsTold() async throws {
        let answer: Fixture.Answer = { request in
            guard request.method == .delete else { return try .json([RegistryImageInfo]()) }
            return request.url.hasSuffix("b%3A1")
                ? try Fixture.failure(404, "CRG0020E", "The image 'b' could not be found.")
                : try .json(RegistryImageDeletion(untagged: "\(Fixture.host)/ns/a:1"))
        }
        let shown = try await Self.run(["image-rm", "ns/b:1", "ns/a:1"], expecting: ExitStatus.failure, answer: answer)
        try Golden.expect(shown.text, is: "image-rm-partly.txt")
    }

    // MARK: - Namespaces, tokens, quotas, plans

    @Test(arguments: [
        (["namespace-add", "my_ns"], "PUT /api/v1/namespaces/my_ns", 201, "namespace-add.txt"),
        (["namespace-add", "my_ns"], "PUT /api/v1/namespaces/my_ns", 200, "namespace-add-again.txt"),
        (["namespace", "rm", "my_ns"], "DELETE /api/v1/namespaces/my_ns", 204, "namespace-rm.txt"),
        (["token-rm", "id-1"], "DELETE /api/v1/tokens/id-1", 204, "token-rm.txt"),
        (["token-rm", Fixture.token(expiresIn: 9, id: "id-2")], "DELETE /api/v1/tokens/id-2", 204, nil),
        (["quota-set", "--traffic", "100", "--storage", "unlimited"], "PATCH /api/v1/quotas", 200, "quota-set.txt"),
        (["plan-upgrade"], "PATCH /api/v1/plans", 200, "plan-upgrade.txt"),
    ])
    func changesAreMade(words: [String], request: String, status: Int, golden: String?) async throws {
        let shown = try await Self.run(words) { _ in try .json(["namespace": "my_ns"], status: status) }
        #expect(shown.requests == [request])
        if let golden { try Golden.expect(shown.text, is: golden) }
        if request.hasSuffix("quotas") {
            let body = Data(try #require(shown.bodies.last).utf8)
            let limits = try JSONDecoder().decode([String: Int].self, from: body)
            #expect(limits == ["storage_megabytes": -1, "traffic_megabytes": 100])
        }
        if request.hasSuffix("plans") { #expect(shown.bodies.last == #"{"plan":"Standard"}"#) }
    }

    @Test(arguments: [
        (["quota-set"], "'--traffic' or '--storage' is needed."),
        (["quota-set", "--traffic", "x"], "'--traffic' takes a whole number"),
        (["image-list", "--format", "x", "--output", "json"], "cannot be given together"),
        (["build", "."], "'--tag' is needed"),
        (["va", "-o", "yaml", "x"], "'--output' takes 'text' or 'json', not 'yaml'."),
    ])
    func wrongUsageIsTold(words: [String], message: String) async throws {
        let shown = try await Self.run(words, expecting: ExitStatus.usage) { _ in HTTPResponse(status: 500) }
        #expect((shown.text + shown.errors).contains(message))
        #expect(shown.requests.isEmpty)
    }

    @Test(arguments: [
        ([], "false&write=false"), (["--non-expiring", "--readwrite"], "true&write=true"),
    ])
    func tokensAreMadeAsAskedFor(flags: [String], query: String) async throws {
        let shown = try await Self.run(["token-add", "-q", "--description", "a b"] + flags) { _ in
            try .json(["token": "x.y.z"])
        }
        #expect(shown.text == "x.y.z\n")
        #expect(shown.requests == ["POST /api/v1/tokens?description=a%20b&permanent=\(query)"])
    }

    @Test func tokensAreShownByATemplate() async throws {
        let shown = try await Self.run([
            "tokens", "--format", "{{.ID}} {{.Expiry}}{{if eq .ReadOnly true}} {{.Description}}{{end}}",
        ]) {
            _ in try .json(RegistryTokenList(tokens: [Fixture.tokenInfo]))
        }
        #expect(shown.text == "58669dd6-3ddd-5c78-99f9-ad0a5aabd9ad 1517486400 for the pipeline\n")
    }

    @Test func aRefusalIsToldAsTheRegistrySaysIt() async throws {
        let shown = try await Self.run(["namespace-add", "taken"], expecting: ExitStatus.failure) { _ in
            try Fixture.failure(403, "CRG0009E", "You are not authorized to use the namespace 'taken'.")
        }
        #expect(shown.text.contains("You are not authorized to use the namespace 'taken'. (CRG0009E)"))
    }

    @Test func aServerWithoutARegistryIsTold() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home, isLoggedIn: false)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["namespaces"], on: terminal) == ExitStatus.session)
            #expect(terminal.text.contains("Not logged in."))
        }
    }

    // MARK: - Regions

    @Test(arguments: [("ap-north", "ap-south"), ("us-east", "us-south")])
    func aRegionIsChosenByAnyOfItsNames(word: String, region: String) async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let answer: Fixture.Answer = { _ in
                let regions = ["us-south", "ap-north"].map {
                    ContainerRegionInfo(name: $0, alias: $0, cfURL: "", freeEnabled: true)
                }
                return try .json(ContainerRegionList(regions: regions))
            }
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["region-set", word], on: terminal, answer: answer) == ExitStatus.success)
            if word == "ap-north" { try Golden.expect(terminal.text, is: "region-set.txt") }
            let shown = RecordedTerminal()
            #expect(await fixture.run(["region"], on: shown, answer: answer) == ExitStatus.success)
            #expect(shown.text == "You are targeting region '\(region)', the registry is '\(Fixture.host)'.\n")
            for other in ["global", "eu-gb"] {
                #expect(await fixture.run(["region-set", other], answer: answer) == ExitStatus.failure)
            }
        }
    }

    @Test(arguments: [
        (0, "0 B"), (7, "7 B"), (1000, "1.0 kB"), (5_120_000_000, "5.1 GB"), (512_000_000, "512 MB"),
        (264_400_000, "264 MB"),
        (9_960_000, "10 MB"),
    ])
    func amountsAreRounded(bytes: Int, text: String) {
        #expect(ByteText.text(bytes) == text)
    }

    @Test(arguments: [
        (["namespace-rm", ""], "GET /api/v1/namespaces", "my_ns\n"),
        (["token-get", "5"], "GET /api/v1/tokens", "58669dd6"),
        (["image-rm", "-f", ""], "GET /api/v1/images", "\(Fixture.host)/ns/web:latest\t264 MB\n"),
        (["image-rm", "--fo"], nil, "--force\t"),
        (["quota-set", "--"], nil, "--traffic\t"),
    ])
    func valuesAreCompleted(words: [String], request: String?, beginning: String) async throws {
        let shown = try await Self.run(["__complete"] + words) { request in
            if request.url.hasSuffix("/namespaces") { return try .json(["my_ns"]) }
            if request.url.hasSuffix("/tokens") { return try .json(RegistryTokenList(tokens: [Fixture.tokenInfo])) }
            return try await Self.images(request)
        }
        #expect(shown.text.hasPrefix(beginning))
        #expect(shown.requests.first?.hasPrefix(request ?? "") ?? (request == nil))
    }
}
