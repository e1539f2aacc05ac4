// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import Basics
import FoundationEssentials
import HTTP
import PluginRepository
import TestSupport
import Testing

struct ReleaseFolderTests {
    private static let metadata = Data(
        #"{"Name":"container-service","Version":{"Major":0,"Minor":1,"Build":9},"Namespaces":[]}"#.utf8
    )
    private static let other = HostPlatform.name == "linux64" ? "linux-arm64" : "linux64"

    private func place(_ text: String, at path: String) throws {
        try Files.makeDirectory(String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)), mode: 0o755)
        try Files.write(Data(text.utf8), to: path, mode: 0o755)
    }

    private func publish(_ release: ReleaseFolder, into folder: PluginFolder) async throws -> [PluginPublisher.Entry] {
        let asked = Locked<[String]>([])
        let publisher = PluginPublisher(folder: folder, audit: SilentAuditLog(), logger: .silent) { path in
            asked.withLock { $0.append(path) }
            return Self.metadata
        }
        try await publisher.publish(release)
        #expect(asked.withLock { !$0.contains { $0.contains(Self.other) } }, "a foreign program was run")
        return try await publisher.entries()
    }

    private func get(_ path: String, _ release: ReleaseFolder) async throws -> HTTPResponse {
        var router = Router()
        router.mount(
            DownloadRoutes(
                programs: ClientPrograms(folder: release, baseURL: "https://slipway.test"),
                url: "https://slipway.test",
                version: "1.2.3",
                authorityPEM: "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n"
            )
        )
        guard case .found(let handler, let parameters) = router.match(.get, path) else {
            return HTTPResponse(status: 404)
        }
        return try await handler(HTTPRequest(method: .get, path: path, parameters: parameters))
    }

    @Test func programsForOtherPlatformsAreDescribedByTheOneForThisHost() async throws {
        try await withTemporaryDirectory { path in
            try place("own", at: "\(path)/bin/../lib/slipway/release/\(HostPlatform.name)/container-service")
            try place("foreign", at: "\(path)/lib/slipway/release/\(Self.other)/container-service")
            try place("beside", at: "\(path)/bin/container-service")
            let release = ReleaseFolder.beside("\(path)/bin/slipwayd")
            let entries = try await publish(release, into: PluginFolder(path: "\(path)/plugins"))
            #expect(Set(entries.map(\.platform)) == [HostPlatform.name, Self.other])
            #expect(Set(entries.map(\.version)) == ["0.1.9"])
        }
    }

    @Test func aFolderOfACompilerHasProgramsForThisHost() async throws {
        try await withTemporaryDirectory { path in
            try place("own", at: "\(path)/container-service")
            try place("bx", at: "\(path)/bx")
            let release = ReleaseFolder.beside("\(path)/slipwayd")
            let entries = try await publish(release, into: PluginFolder(path: "\(path)/plugins"))
            #expect(entries.map(\.platform) == [HostPlatform.name])
            let script = String(decoding: try await get("/install.sh", release).bytes, as: UTF8.self)
            #expect(script.contains("url='https://slipway.test'") && script.contains("version='1.2.3'"))
            #expect(script.contains("checksums='\(HostPlatform.name) "))
            #expect(!["@URL@", "@VERSION@", "@CHECKSUMS@", "@AUTHORITY@"].contains(where: script.contains))
            let page = String(decoding: try await get("/downloads", release).bytes, as: UTF8.self)
            // The checksum of "abc".
            #expect(page.contains("BA:78:16:BF:8F:01:CF:EA"))
        }
    }

    @Test func withoutProgramsThePageSaysSoAndThereIsNoScript() async throws {
        try await withTemporaryDirectory { path in
            let release = ReleaseFolder(path: path)
            let page = try await get("/downloads", release)
            #expect(String(decoding: page.bytes, as: UTF8.self).contains("No programs for users"))
            await #expect(throws: APIError.self) { try await get("/install.sh", release) }
        }
    }
}
