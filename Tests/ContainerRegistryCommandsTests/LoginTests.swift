// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import CommandLineKit
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient
import TestSupport
import Testing

@Suite struct LoginTests {
    private typealias Fixture = ContainerRegistryFixture

    private static let host = Fixture.host

    /// A registry that lets in who shows the token of the session.
    private static let answer: Fixture.Answer = { request in
        let credentials = Data("iambearer:\(Fixture.token(expiresIn: 3600))".utf8).base64EncodedString()
        switch request.url.prefix(while: { $0 != "?" }) {
        case "https://\(host)/v2/":
            if request.headers["Authorization"] == "Bearer pass" { return HTTPResponse(status: 200) }
            let challenge = "Bearer realm=\"\(Fixture.endpoint)/oauth/token\",service=\"registry\""
            return HTTPResponse(status: 401, headers: ["WWW-Authenticate": challenge])
        case "\(Fixture.endpoint)/oauth/token":
            guard request.headers["Authorization"] == "Basic \(credentials)" else { return HTTPResponse(status: 401) }
            return try .json(["token": "pass"])
        default: return HTTPResponse(status: 500)
        }
    }

    /// The same registry, which gives something that lasts, and a server that ends it.
    private static let lastingAnswer: Fixture.Answer = { request in
        if request.url.hasSuffix("/identity/revoke") { return try .json(["status": "ok"]) }
        let answer = try await Self.answer(request)
        guard answer.status == 200, request.url.contains("offline_token=true") else { return answer }
        return try .json(["token": "pass", "refresh_token": "lasting"])
    }

    private static func read(_ path: String) throws -> JSONValue {
        try JSONDecoder().decode(JSONValue.self, from: try #require(try Files.read(path), "\(path)"))
    }

    private static func mode(of path: String) -> mode_t {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o777 : 0
    }

    private static func script(_ text: String, at path: String) throws {
        try Files.makeDirectory(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
        try Files.write(Data("#!/bin/sh\n\(text)\n".utf8), to: path, mode: 0o755)
    }

    private static var entry: JSONValue {
        .string(Data("iambearer:\(Fixture.token(expiresIn: 3600))".utf8).base64EncodedString())
    }

    @Test func dockerFindsTheTokenOfTheSession() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(
                await fixture.run(["login"], on: terminal, answer: Self.answer) == ExitStatus.success,
                "\(terminal.text)"
            )
            try Golden.expect(terminal.text, is: "login.txt")
            let path = home + "/.docker/config.json"
            #expect(try Self.read(path)["auths"]?[Self.host]?["auth"] == Self.entry)
            #expect(Self.mode(of: path) == 0o600)
            #expect(Self.mode(of: home + "/.docker") == 0o700)
            // The machine trusts the registry by itself.
            #expect(!Files.exists(home + "/.config"))
            let out = RecordedTerminal()
            #expect(await fixture.run(["logout"], on: out) == ExitStatus.success)
            try Golden.expect(out.text, is: "logout.txt")
            #expect(try Self.read(path) == .object([:]))
        }
    }

    @Test func whatLastsIsKeptAndEndedAfterwards() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["login"], on: terminal, answer: Self.lastingAnswer) == ExitStatus.success)
            #expect(!terminal.text.contains("Tip:"))
            let entry = try Self.read(home + "/.docker/config.json")["auths"]?[Self.host]
            let auth = JSONValue.string(Data("iambearer:".utf8).base64EncodedString())
            #expect(entry == .object(["auth": auth, "identitytoken": .string("lasting")]))
            #expect(await fixture.run(["logout"], answer: Self.lastingAnswer) == ExitStatus.success)
            #expect(fixture.sentBodies.last == "token=lasting&token_type_hint=refresh_token")
            #expect(fixture.requests.last == "POST /identity/revoke")
        }
    }

    @Test func whatOthersKeepSurvives() async throws {
        try await withTemporaryDirectory { home in
            var fixture = try Fixture(home: home)
            fixture.environment["DOCKER_CONFIG"] = home + "/d"
            try Files.makeDirectory(home + "/d", mode: 0o755)
            let other = #"{"auths":{"other":{"auth":"eA=="}},"detachKeys":"ctrl-e","psFormat":"x/y"}"#
            try Files.write(Data(other.utf8), to: home + "/d/real.json", mode: 0o644)
            #expect(symlink("real.json", home + "/d/config.json") == 0)
            #expect(await fixture.run(["login"], answer: Self.answer) == ExitStatus.success)
            let value = try Self.read(home + "/d/real.json")
            #expect(value["auths"]?["other"]?["auth"]?.text == "eA==")
            #expect(value["auths"]?[Self.host]?["auth"] == Self.entry)
            #expect(value["detachKeys"]?.text == "ctrl-e")
            #expect(Self.mode(of: home + "/d") == 0o755)
            #expect(await fixture.run(["logout"]) == ExitStatus.success)
            #expect(
                try Self.read(home + "/d/real.json") == JSONDecoder().decode(JSONValue.self, from: Data(other.utf8))
            )
        }
    }

    @Test func aDamagedFileIsNotReplaced() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try Files.makeDirectory(home + "/.docker")
            try Files.write(Data("{".utf8), to: home + "/.docker/config.json")
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["login"], on: terminal, answer: Self.answer) == ExitStatus.failure)
            #expect(terminal.text.contains("/.docker/config.json is damaged."))
            #expect(try Files.read(home + "/.docker/config.json") == Data("{".utf8))
        }
    }

    @Test(arguments: [
        (["REGISTRY_AUTH_FILE": "/auth.json"], "", "/auth.json"),
        (["XDG_RUNTIME_DIR": "/run"], "skopeo", "/run/containers/auth.json"),
    ])
    func theRelativesOfDockerFindItToo(variables: [String: String], tool: String, file: String) async throws {
        try await withTemporaryDirectory { home in
            var fixture = try Fixture(home: home)
            fixture.environment.merge(variables.mapValues { home + $0 }) { $1 }
            if !tool.isEmpty { try Self.script("exit 0", at: home + "/bin/\(tool)") }
            #expect(await fixture.run(["login"], answer: Self.answer) == ExitStatus.success)
            #expect(try Self.read(home + file)["auths"]?[Self.host]?["auth"] == Self.entry)
            #expect(await fixture.run(["logout"]) == ExitStatus.success)
            #expect(try Self.read(home + file) == .object([:]))
        }
    }

    @Test func aHelperThatAnswersIsAskedFromThenOn() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try Self.script(
                "read host; test \"$host\" = \(Self.host) && echo '{}'",
                at: home + "/bin/docker-credential-bx"
            )
            try Files.makeDirectory(home + "/.docker")
            let old = #"{"auths":{"\#(Self.host)":{"auth":"eA=="}},"credsStore":"none"}"#
            try Files.write(Data(old.utf8), to: home + "/.docker/config.json")
            let terminal = RecordedTerminal()
            #expect(
                await fixture.run(["login"], on: terminal, answer: Self.answer) == ExitStatus.success,
                "\(terminal.text)"
            )
            #expect(!terminal.text.contains("Tip:"))
            let value = try Self.read(home + "/.docker/config.json")
            #expect(
                value == .object(["credHelpers": .object([Self.host: .string("bx")]), "credsStore": .string("none")])
            )
            // Without the helper, docker must not ask it.
            unlink(home + "/bin/docker-credential-bx")
            #expect(await fixture.run(["login"], answer: Self.answer) == ExitStatus.success)
            #expect(try Self.read(home + "/.docker/config.json")["credHelpers"] == nil)
        }
    }

    @Test func theStoreThatDockerUsesGetsTheCredentials() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            try Self.script("echo \"$1 $(/bin/cat)\" >> \(home)/kept", at: home + "/bin/docker-credential-vault")
            try Files.makeDirectory(home + "/.docker")
            try Files.write(Data(#"{"credsStore":"vault"}"#.utf8), to: home + "/.docker/config.json")
            #expect(await fixture.run(["login"], answer: Self.answer) == ExitStatus.success)
            #expect(try Self.read(home + "/.docker/config.json")["auths"]?[Self.host] == .object([:]))
            #expect(await fixture.run(["logout"]) == ExitStatus.success)
            let kept = String(decoding: try #require(try Files.read(home + "/kept")), as: UTF8.self)
            #expect(kept.hasPrefix("store {"))
            #expect(kept.contains(#""Username":"iambearer""#))
            #expect(kept.hasSuffix("erase \(Self.host)\n"))
        }
    }

    @Test func theServersAuthorityIsTrustedAndNoLongerAfterwards() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home, hasAuthority: true)
            try Files.makeDirectory(home + "/etc/docker")
            #expect(await fixture.run(["login"], answer: Self.answer) == ExitStatus.success)
            let paths = ["/.config/containers/certs.d", "/etc/docker/certs.d"].map {
                "\(home)\($0)/\(Self.host)/ca.crt"
            }
            for path in paths { #expect(try Files.read(path) == Data(Fixture.authority.utf8)) }
            // A second login replaces what the first one wrote, and only that.
            try Files.write(Data("old".utf8), to: paths[0])
            #expect(await fixture.run(["login"], answer: Self.answer) == ExitStatus.success)
            #expect(try Files.read(paths[0]) == Data(Fixture.authority.utf8))
            #expect(await fixture.run(["logout"]) == ExitStatus.success)
            for path in paths { #expect(!Files.exists(String(path.dropLast("/ca.crt".count)))) }
        }
    }

    @Test func anAuthorityOfOthersIsLeftAlone() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home, hasAuthority: true)
            let folder = "\(home)/.config/containers/certs.d/\(Self.host)"
            try Files.makeDirectory(folder)
            try Files.write(Data("theirs".utf8), to: folder + "/ca.crt")
            let terminal = RecordedTerminal()
            #expect(await fixture.run(["login"], on: terminal, answer: Self.answer) == ExitStatus.success)
            #expect(terminal.text.contains("names another authority than the server's"))
            #expect(await fixture.run(["logout"]) == ExitStatus.success)
            #expect(try Files.read(folder + "/ca.crt") == Data("theirs".utf8))
        }
    }

    @Test func aRegistryThatRefusesIsToldAndNothingIsWritten() async throws {
        try await withTemporaryDirectory { home in
            let fixture = try Fixture(home: home)
            let terminal = RecordedTerminal()
            let status = await fixture.run(["login"], on: terminal) { request in
                request.url.contains("/oauth/") ? HTTPResponse(status: 401) : try await Self.answer(request)
            }
            #expect(status == ExitStatus.failure)
            #expect(!Files.exists(home + "/.docker"))
        }
    }
}
