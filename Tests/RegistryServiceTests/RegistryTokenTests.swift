// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import Model
import StorageSQLite
import Testing

@testable import RegistryService

@Suite struct RegistryTokenTests {
    private static let start = Date(timeIntervalSince1970: 1_517_000_000)
    private static let texts = RegistryTokenText(secret: Array("secret".utf8), issuer: "registry.example.org")

    private static func token(_ id: String = "4f1b", expires: Bool = false) -> RegistryToken {
        RegistryToken(
            id: id,
            accountID: "a",
            description: "",
            isReadOnly: true,
            createdAt: start,
            expiresAt: expires ? start + 60 : nil,
            createdBy: ""
        )
    }

    @Test(arguments: [false, true])
    func textIsTheSameEachTimeAndLeadsBack(expires: Bool) throws {
        let text = try Self.texts.text(of: Self.token(expires: expires))
        #expect(try Self.texts.text(of: Self.token(expires: expires)) == text)
        #expect(Self.texts.identifier(in: text) == "4f1b")
    }

    @Test func foreignAndChangedTextsLeadNowhere() throws {
        let text = try Self.texts.text(of: Self.token())
        let parts = text.split(separator: ".")
        let other = try RegistryTokenText(secret: Array("other".utf8), issuer: "i").text(of: Self.token())
        let changed = try Self.texts.text(of: Self.token("else")).split(separator: ".")
        for wrong in [
            "", "..", "a.b.c", other, "\(parts[0]).\(parts[1]).", "\(parts[0]).\(changed[1]).\(parts[2])",
            "eyJhbGciOiJub25lIn0.\(parts[1]).", text + "x", String(text.dropLast()),
        ] {
            #expect(Self.texts.identifier(in: wrong) == nil)
        }
    }

    @Test func tokensEndByTimeAndByRevocation() async throws {
        let store = try await SQLiteStore.inMemory()
        let owner = User(
            iamID: "o",
            email: "o@e.org",
            givenName: "",
            familyName: "",
            passwordHash: "",
            createdAt: Self.start
        )
        try await store.createUser(owner)
        try await store.createAccount(
            Account(id: "a", name: "a", ownerIAMID: "o", createdAt: Self.start, updatedAt: Self.start)
        )
        let now = Locked(Self.start)
        let service = RegistryTokenService(
            store: store,
            texts: Self.texts,
            time: TimeSource { now.withLock { $0 } }
        )
        func add(_ description: String, permanent: Bool) async throws -> (token: RegistryToken, text: String) {
            try await service.add(
                to: "a",
                description: description,
                isReadOnly: true,
                isPermanent: permanent,
                creator: "o"
            )
        }
        let (day, endless) = (try await add("day", permanent: false), try await add("endless", permanent: true))
        #expect(try await service.token(withText: day.text) == day.token)
        // By identifier and by text, and from its own account alone.
        #expect(try await service.token(day.token.id, of: "a").text == day.text)
        #expect(try await service.token(day.text, of: "a").token == day.token)
        await #expect(throws: APIError.self) { try await service.token(day.token.id, of: "b") }
        await #expect(throws: APIError.self) { try await service.remove(day.token.id, of: "b") }
        now.withLock { $0 += 86_400 }
        #expect(try await service.token(withText: day.text) == nil)
        #expect(try await service.tokens(of: "a") == [endless.token])
        try await service.remove(endless.text, of: "a")
        #expect(try await service.token(withText: endless.text) == nil)
        let (one, two) = (try await add("cluster", permanent: true), try await add("other", permanent: true))
        try await service.removeAll(describedAs: "cluster", of: "a")
        #expect(try await service.tokens(of: "a") == [two.token])
        #expect(try await service.token(withText: one.text) == nil)
        await store.close()
    }

    @Test(arguments: [
        ("repository:ns/app:pull", "ns/app", ["pull"]),
        ("repository(plugin):ns/app:push,pull", "ns/app", ["pull", "push"]),
        ("repository:host:5000/ns/app:*", "host:5000/ns/app", ["delete", "pull", "push"]),
    ])
    func scopesAreRead(text: String, name: String, actions: [String]) throws {
        let scope = try #require(DockerScope(text[...]))
        #expect(scope.type == "repository" && scope.name == name && scope.actions.sorted() == actions)
    }

    @Test func requestsComeInTwoForms() throws {
        let query = HTTPRequest(
            method: .get,
            path: "/oauth/token",
            query: [
                ("service", "registry"), ("scope", "repository:a/b:pull repository:a/c:pull"),
                ("scope", "repository:a/d:push"), ("scope", "nonsense"), ("offline_token", "true"),
            ],
            headers: ["Authorization": "Basic dG9rZW46YTpi"]
        )
        let asked = try DockerTokenRequest(query)
        #expect(asked.scopes.map(\.name) == ["a/b", "a/c", "a/d"] && asked.wantsRefreshToken)
        guard case .password("token", "a:b") = asked.credentials else {
            Issue.record("other credentials")
            return
        }
        var form = HTTPRequest(method: .post, path: "/oauth/token")
        form.body = Data("grant_type=refresh_token&refresh_token=r&service=registry&access_type=offline".utf8)
        guard case .refreshToken("r") = try DockerTokenRequest(form).credentials else {
            Issue.record("other credentials")
            return
        }
        for wrong in ["grant_type=client_credentials", "service=other"] {
            form.body = Data(wrong.utf8)
            #expect(throws: APIError.self) { try DockerTokenRequest(form) }
        }
    }

    @Test(arguments: [
        ("abcd", true), ("a_b_c__d", true), (String(repeating: "a", count: 30), true), ("0000", true),
        ("abc", false), (String(repeating: "a", count: 31), false), ("abcD", false), ("_abc", false),
        ("abc_", false), ("a___b", false), ("ab-cd", false), ("äbcd", false), ("ab/cd", false),
    ])
    func namesOfNamespacesFollowTheRules(name: String, isGood: Bool) {
        #expect(RegistryNamespace.isName(name) == isGood)
    }
}
