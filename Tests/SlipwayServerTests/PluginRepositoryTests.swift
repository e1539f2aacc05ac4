// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import Cryptography
import FoundationEssentials
import HTTP
import PluginRepository
import TestSupport
import Testing

struct PluginRepositoryTests {
    private static let url = "https://slipway.test/plugins"

    private func metadata(_ build: Int) -> Data {
        Data(
            """
            {"Name":"container-service","Version":{"Major":0,"Minor":1,"Build":\(build)},
            "MinCliVersion":{"Major":0,"Minor":6,"Build":0},
            "Namespaces":[{"Name":"cs","Description":"Manage clusters"}]}
            """.utf8
        )
    }

    private func publish(_ content: String, build: Int, into folder: PluginFolder, from source: String) async throws {
        try Files.write(Data(content.utf8), to: source, mode: 0o755)
        let text = metadata(build)
        try await PluginPublisher(folder: folder, audit: SilentAuditLog(), logger: .silent) { _ in text }.publish(
            source
        )
    }

    private func get(_ path: String, _ folder: PluginFolder) async throws -> HTTPResponse {
        var router = Router()
        router.mount(PluginRepositoryRoutes(service: PluginService(folder: folder, repositoryURL: Self.url)))
        guard case .found(let handler, let parameters) = router.match(.get, path) else {
            return HTTPResponse(status: 404)
        }
        return try await handler(HTTPRequest(method: .get, path: path, parameters: parameters))
    }

    private func list(_ folder: PluginFolder) async throws -> [PluginList.Plugin] {
        let response = try await get("/plugins/bx/list", folder)
        return try JSONDecoder().decode(PluginList.self, from: response.bytes).plugins
    }

    @Test func emptyRepositoryIsAList() async throws {
        try await withTemporaryDirectory { path in
            let response = try await get("/plugins/bx/list", PluginFolder(path: "\(path)/plugins"))
            #expect(String(decoding: response.bytes, as: UTF8.self) == #"{"plugins":[]}"#)
        }
    }

    @Test func publishedPluginIsListedWithChecksumsAndServed() async throws {
        try await withTemporaryDirectory { path in
            let folder = PluginFolder(path: "\(path)/plugins")
            try await publish("first", build: 9, into: folder, from: "\(path)/new")
            try await publish("second", build: 10, into: folder, from: "\(path)/new")
            let plugin = try #require(try await list(folder).first)
            #expect(plugin.name == "container-service")
            #expect(plugin.description == "Manage clusters")
            #expect(plugin.versions.map(\.version) == ["0.1.9", "0.1.10"])
            let newest = try #require(plugin.versions.last)
            #expect(newest.minCLIVersion == "0.6.0")
            let binary = try #require(newest.binaries.first)
            #expect(binary.platform == "linux64")
            #expect(binary.checksum == Digest.sha1Hex(Data("second".utf8)))
            #expect(binary.sha256 == Digest.sha256Hex("second"))

            let address = "/plugins" + binary.url.dropFirst(Self.url.count)
            let download = try await get(address, folder)
            guard case .file(let file) = download.body else {
                Issue.record("the answer is not a file")
                return
            }
            #expect(try Files.read(file) == Data("second".utf8))
        }
    }

    @Test func newBuildOfAVersionReplacesIt() async throws {
        try await withTemporaryDirectory { path in
            let folder = PluginFolder(path: "\(path)/plugins")
            try await publish("first", build: 1, into: folder, from: "\(path)/new")
            _ = try await list(folder)
            try await publish("other", build: 1, into: folder, from: "\(path)/new")
            let binaries = try #require(try await list(folder).first?.versions.first?.binaries)
            #expect(binaries.map(\.sha256) == [Digest.sha256Hex("other")])
        }
    }

    @Test(
        arguments: [
            "/plugins/downloads/container-service/0.1.1/..%2F..%2F..%2Fsecret",
            "/plugins/downloads/..%2F..%2F/0.1.1/secret", "/plugins/downloads/container-service/0.1.1/metadata.json",
            "/plugins/downloads/container-service/0.1.2/container-service-linux64",
        ]
    )
    func nothingElseCanBeReached(address: String) async throws {
        try await withTemporaryDirectory { path in
            try Files.write(Data("secret".utf8), to: "\(path)/secret")
            let folder = PluginFolder(path: "\(path)/plugins")
            try await publish("first", build: 1, into: folder, from: "\(path)/new")
            await #expect(throws: APIError.self) { try await get(address, folder) }
        }
    }

    @Test func programThatIsNoPluginIsRefused() async throws {
        try await withTemporaryDirectory { path in
            let folder = PluginFolder(path: "\(path)/plugins")
            try Files.write(Data("x".utf8), to: "\(path)/new")
            let publisher = PluginPublisher(folder: folder, audit: SilentAuditLog(), logger: .silent) { _ in
                Data("hello".utf8)
            }
            await #expect(throws: PluginRepositoryError.self) { try await publisher.publish("\(path)/new") }
            let evil = Data(#"{"Name":"../evil","Version":{"Major":0,"Minor":1,"Build":1}}"#.utf8)
            let other = PluginPublisher(folder: folder, audit: SilentAuditLog(), logger: .silent) { _ in evil }
            await #expect(throws: PluginRepositoryError.unusableName("../evil")) {
                try await other.publish("\(path)/new")
            }
        }
    }
}
