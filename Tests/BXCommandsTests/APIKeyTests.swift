// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient
import TestSupport
import Testing

@Suite struct APIKeyTests {
    private static let text = "slipway_0123456789abcdefghijklmnopqrstuvwxyz"

    @Test func keysAreListedAndShown() async throws {
        var other = IdentityServer.key("deploy", 2)
        (other.description, other.locked, other.disabled) = (nil, true, true)
        (other.expiresAt, other.lastUsedAt) = ("2030-01-01T00:00+0000", "2018-02-01T08:00+0000")
        try await IdentityServer.with(keys: [IdentityServer.key("ci"), other]) { (user: CommandSession) async throws in
            try Golden.expect(await user.bx("iam", "api-keys").text, is: "iam-api-keys.txt")
            try Golden.expect(await user.bx("iam", "api-key", "deploy").text, is: "iam-api-key.txt")
            try Golden.expect(await user.bx("-q", "iam", "api-keys").text, is: "iam-api-keys-quiet.txt")
            #expect(await user.bx("iam", "api-keys", "--uuid").text == "ApiKey-1\nApiKey-2\n")
            #expect(await user.bx("iam", "api-key", "ci", "--uuid").text == "ApiKey-1\n")
            let json = await user.bx("iam", "api-keys", "--output", "json").text
            try Golden.expect(json, is: "iam-api-keys.json")
            let keys = try JSONDecoder().decode([APIKeyResource].self, from: Data(json.utf8))
            #expect(keys.map(\.id) == ["ApiKey-1", "ApiKey-2"])
        }
    }

    @Test func anEmptyListSaysSo() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            #expect(await user.bx("iam", "api-keys").text.hasSuffix("OK\n\nThere are no API keys.\n"))
            #expect(await user.bx("iam", "api-keys", "--output", "json").text == "[\n\n]\n")
        }
    }

    @Test func allPagesAreRead() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            let list = IdentityServer.keyList()
            // The server may call itself by another name than its clients do.
            let next = "https://elsewhere.test/v1/apikeys?pagesize=100&pagetoken=two"
            user.server.publish(list, try IdentityServer.page([IdentityServer.key("a", 1)], next: next))
            user.server.publish("\(list)&pagetoken=two", try IdentityServer.page([IdentityServer.key("b", 2)]))
            #expect(await user.bx("iam", "api-keys", "--uuid").text == "ApiKey-1\nApiKey-2\n")
        }
    }

    @Test func aNewKeyIsShownOnce() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            user.server.publish(IdentityServer.keys, try .json(IdentityServer.key("ci", text: Self.text), status: 201))
            let result = await user.bx("iam", "api-key-create", "ci", "-d", "for builds", "--lock")
            try Golden.expect(result.text, is: "iam-api-key-create.txt")
            let request = try #require(user.server.received.last)
            #expect(request.headers["Entity-Lock"] == "true")
            let order = try JSONDecoder().decode(APIKeyCreateRequest.self, from: request.body)
            #expect((order.name, order.description, order.iamID) == ("ci", "for builds", "IBMid-1"))
            #expect(order.accountID == IdentityServer.account)
            try Golden.expect(
                await user.bx("iam", "api-key-create", "ci", "-q").text,
                is: "iam-api-key-create-quiet.txt"
            )
            let json = await user.bx("iam", "api-key-create", "ci", "--output", "json").text
            #expect(try JSONDecoder().decode(APIKeyResource.self, from: Data(json.utf8)).apikey == Self.text)
        }
    }

    @Test func aNewKeyIsSavedForTheNextLogin() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            user.server.publish(IdentityServer.keys, try .json(IdentityServer.key("ci", text: "good-key"), status: 201))
            let path = "\(user.home)/ci.json"
            let result = await user.bx("iam", "api-key-create", "ci", "-f", path)
            try Golden.expect(result.text, is: "iam-api-key-create-file.txt")
            let content = try #require(try Files.read(path))
            try Golden.expect(String(decoding: content, as: UTF8.self), is: "iam-api-key-file.json")
            var information = stat()
            #expect(stat(path, &information) == 0 && information.st_mode & 0o777 == 0o600)
            #expect(await user.bx("login", "--apikey", "@\(path)").status == 0)
            #expect(user.server.grants.last?["apikey"] == "good-key")
        }
    }

    @Test func aFileThatIsThereStays() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            let path = try user.file("ci.json", "an older key")
            let result = await user.bx("iam", "api-key-create", "ci", "--file", path)
            #expect(result.status == 1)
            #expect(result.text.contains("There is a file HOME/ci.json already, which may hold another key."))
            #expect(try Files.read(path) == Data("an older key".utf8))
            #expect(!user.server.requests.contains("POST /v1/apikeys"))
        }
    }

    @Test func aRefusedKeyLeavesNoFile() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            let refusal = IdentityServer.refusal("BXNIM9105E", "You may not create API keys", status: 403)
            user.server.publish(IdentityServer.keys, refusal)
            let path = "\(user.home)/ci.json"
            let result = await user.bx("iam", "api-key-create", "ci", "--file", path)
            #expect(result.status == 1 && result.text.contains("You may not create API keys (BXNIM9105E)"))
            #expect(!Files.exists(path))
            let nowhere = await user.bx("iam", "api-key-create", "ci", "--file", "\(user.home)/no/ci.json")
            #expect(nowhere.text.contains("cannot be saved to HOME/no/ci.json: No such file or directory."))
        }
    }

    @Test func aNameOfTwoKeysIsNotEnough() async throws {
        let keys = [IdentityServer.key("ci", 1), IdentityServer.key("ci", 2)]
        try await IdentityServer.with(keys: keys) { (user: CommandSession) async throws in
            user.server.publish("/v1/apikeys/ApiKey-2", HTTPResponse(status: 204))
            let result = await user.bx("iam", "api-key-delete", "ci", "-f")
            #expect(result.status == 1)
            try Golden.expect(result.text, is: "iam-api-key-ambiguous.txt")
            #expect(await user.bx("iam", "api-key-delete", "ApiKey-2", "-f").status == 0)
            #expect(user.server.requests.last == "DELETE /v1/apikeys/ApiKey-2")
        }
    }

    @Test func anUnknownKeyIsNamed() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            user.server.publish("/v1/apikeys/ApiKey-9", IdentityServer.refusal("BXNIM9101E", "none", status: 404))
            let json = await user.bx("iam", "api-key", "ci", "--output", "json")
            #expect(json.text.isEmpty && json.errorText.contains("API key 'ci' of me@example.com was not found."))
            for name in ["ci", "ApiKey-9"] {
                let result = await user.bx("iam", "api-key", name)
                #expect(result.status == 1)
                let text = "API key '\(name)' of me@example.com was not found. Use 'bx iam api-keys' to list the keys."
                #expect(result.text.contains(text))
            }
        }
    }

    @Test func aKeyOfSomebodyElseIsNamedByItsIdentifier() async throws {
        try await IdentityServer.with { (user: CommandSession) async throws in
            user.server.publish("/v1/apikeys/ApiKey-7", try .json(IdentityServer.key("theirs", 7, iamID: "IBMid-2")))
            user.server.publish("/v1/apikeys/ApiKey-7/disable", HTTPResponse(status: 204))
            let result = await user.bx("iam", "api-key-disable", "ApiKey-7")
            #expect(result.status == 0 && result.text.contains("API key theirs is disabled now."))
        }
    }

    @Test func aKeyIsChangedInTheVersionThatWasSeen() async throws {
        try await IdentityServer.with(keys: [IdentityServer.key("ci")]) { (user: CommandSession) async throws in
            #expect(await user.bx("iam", "api-key-update", "ci").status == 2)
            var changed = IdentityServer.key("build")
            changed.entityTag = "2-def"
            user.server.publish("/v1/apikeys/ApiKey-1", try .json(changed))
            let result = await user.bx("iam", "api-key-update", "ci", "-n", "build")
            try Golden.expect(result.text, is: "iam-api-key-update.txt")
            #expect(user.server.received.last?.headers["If-Match"] == "1-abc")
            _ = await user.bx("iam", "api-key-update", "ci", "-d", "x", "-v", "1-old", "-f")
            #expect(user.server.received.last?.headers["If-Match"] == "1-old")
            user.server.publish("/v1/apikeys/ApiKey-1", IdentityServer.refusal("BXNIM9103E", "It was changed"))
            let refused = await user.bx("iam", "api-key-update", "ci", "-d", "x")
            #expect(refused.status == 1 && refused.text.contains("Look at the key again"))
        }
    }

    @Test func aKeyIsDeletedAfterAQuestion() async throws {
        try await IdentityServer.with(keys: [IdentityServer.key("ci")]) { (user: CommandSession) async throws in
            user.server.publish("/v1/apikeys/ApiKey-1", HTTPResponse(status: 204))
            let kept = await user.bx("iam", "api-key-delete", "ci", input: [""])
            #expect(kept.status == 0 && kept.text.contains("Nothing was changed."))
            #expect(!user.server.requests.contains("DELETE /v1/apikeys/ApiKey-1"))
            let deleted = await user.bx("iam", "api-key-delete", "ci", input: ["y"])
            try Golden.expect(deleted.text, is: "iam-api-key-delete.txt")
            #expect(await user.bx("iam", "api-key-delete", "ci", "-f", "-q").text.isEmpty)
        }
    }

    @Test func aLockedKeyIsUnlockedFirst() async throws {
        try await IdentityServer.with(keys: [IdentityServer.key("ci")]) { (user: CommandSession) async throws in
            user.server.publish("/v1/apikeys/ApiKey-1", IdentityServer.refusal("BXNIM9102E", "ApiKey-1 is locked"))
            let refused = await user.bx("iam", "api-key-delete", "ci", "-f")
            #expect(refused.status == 1)
            #expect(refused.text.contains("Use 'bx iam api-key-unlock' to unlock it first."))
        }
    }

    @Test(arguments: [
        ("lock", "POST /v1/apikeys/ApiKey-1/lock", "locked"),
        ("unlock", "DELETE /v1/apikeys/ApiKey-1/lock", "unlocked"),
        ("disable", "POST /v1/apikeys/ApiKey-1/disable", "disabled"),
        ("enable", "DELETE /v1/apikeys/ApiKey-1/disable", "enabled"),
    ])
    func switchesAreTurned(word: String, request: String, state: String) async throws {
        try await IdentityServer.with(keys: [IdentityServer.key("ci")]) { (user: CommandSession) async throws in
            for path in ["lock", "disable"] {
                user.server.publish("/v1/apikeys/ApiKey-1/\(path)", HTTPResponse(status: 204))
            }
            let result = await user.bx("iam", "api-key-\(word)", "ci")
            #expect(result.status == 0)
            #expect(result.text.hasSuffix("API key ci of me@example.com...\nOK\nAPI key ci is \(state) now.\n"))
            #expect(user.server.requests.last == request)
        }
    }
}
