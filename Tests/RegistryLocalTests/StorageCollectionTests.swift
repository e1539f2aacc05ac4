// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc
import HTTP
import HTTPClient
import ProcessControl
import Provisioning
import RegistryLocal
import TestSupport
import Testing

@Suite(.serialized) struct StorageCollectionTests {
    private static let layers = ["base", "middle", "top"]

    private static func storage(
        of engine: TestEngine,
        quiet: Duration = .zero,
        settling: Duration = .milliseconds(20)
    ) throws -> FileRegistryStorage {
        let parent = try #require(engine.storageFolder.lastIndex(of: "/"))
        return FileRegistryStorage(
            layout: RegistryLayout(folder: String(engine.storageFolder[..<parent])),
            quiet: quiet,
            settling: settling
        )
    }

    private static func delete(_ digest: String, in repository: String, of engine: TestEngine) async throws {
        try #require(try await deletion(of: digest, in: repository, on: engine) == 202)
    }

    /// The status of a request to delete the manifest.
    private static func deletion(
        of digest: String,
        in repository: String,
        on engine: TestEngine
    ) async throws -> Int {
        let url = "\(engine.url)/v2/\(repository)/manifests/\(digest)"
        return try await engine.http.send(HTTPClientRequest(method: .delete, url: url)).status
    }

    /// Bytes of all files below the folder.
    private static func size(of folder: String) throws -> Int {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        return names.reduce(0) { size, name in
            var information = stat()
            guard lstat("\(folder)/\(name)", &information) == 0 else { return size }
            return size + (information.st_mode & S_IFMT == S_IFREG ? Int(information.st_size) : 0)
        }
    }

    @Test func contentsTellManifestsAndTags() async throws {
        try await TestEngine.run { engine in
            let storage = try Self.storage(of: engine)
            #expect(try await storage.contents() == [:])
            let first = try await engine.push("ns/a/deep", tag: "v1", layers: ["x"])
            let untagged = try await engine.push("ns/a", tag: nil, layers: ["y"])
            let expected = [
                "ns/a/deep": RegistryRepositoryContent(manifests: [first], tags: ["v1": first]),
                "ns/a": RegistryRepositoryContent(manifests: [untagged]),
            ]
            #expect(try await storage.contents() == expected)
        }
    }

    @Test func unusedLayersAreFreedAndUsedOnesStay() async throws {
        try await TestEngine.run { engine in
            let storage = try Self.storage(of: engine)
            let kept = try await engine.push("ns/kept", tag: "t", layers: ["base", "other"])
            let before = try Self.size(of: engine.storageFolder)
            let gone = try await engine.push("ns/gone", tag: "t", layers: Self.layers, configuration: "{}")
            #expect(try await storage.collect() == 0)
            try await Self.delete(gone, in: "ns/gone", of: engine)
            let freed = try await storage.collect()
            #expect(freed > "middle".utf8.count + "top".utf8.count)
            #expect(try await engine.blobStatus("ns/gone", "base") == 404)
            #expect(try await engine.blobStatus("ns/gone", "top") == 404)
            #expect(try await engine.blobStatus("ns/kept", "base") == 200)
            #expect(try await engine.manifest("ns/kept", kept).status == 200)
            // Nothing of it is left but the times when its uploads began.
            #expect(try Self.size(of: engine.storageFolder) - before < 100)
            let again = try await engine.push("ns/gone", tag: "t", layers: Self.layers, configuration: "{}")
            #expect(again == gone)
            #expect(try await engine.blobStatus("ns/gone", "top") == 200)
        }
    }

    @Test func nothingIsTakenWhereSomebodyHasPushedLately() async throws {
        try await TestEngine.run { engine in
            let storage = try Self.storage(of: engine, quiet: .seconds(60))
            let digest = try await engine.push("ns/a", tag: "t", layers: Self.layers)
            try await Self.delete(digest, in: "ns/a", of: engine)
            #expect(try await storage.collect() == 0)
            #expect(try await engine.blobStatus("ns/a", "base") == 200)
        }
    }

    @Test func layersOfListsStay() async throws {
        try await TestEngine.run { engine in
            let storage = try Self.storage(of: engine)
            let member = try await engine.push("ns/a", tag: nil, layers: ["x"])
            let size = try await engine.manifest("ns/a", member).bytes.count
            _ = try await engine.pushList("ns/a", tag: "t", members: [(member, size)])
            #expect(try await storage.collect() == 0)
            #expect(try await engine.blobStatus("ns/a", "x") == 200)
        }
    }

    @Test func repositoryWithUnreadableManifestKeepsEverything() async throws {
        try await TestEngine.run { engine in
            let storage = try Self.storage(of: engine)
            let digest = try await engine.push("ns/a", tag: "t", layers: Self.layers)
            let path = Self.blobFile(digest, of: engine)
            let content = try #require(try Files.read(path))
            try Files.write(Data("no manifest".utf8), to: path)
            #expect(try await storage.collect() == 0)
            try Files.write(content, to: path)
            #expect(try await engine.blobStatus("ns/a", "top") == 200)
        }
    }

    @Test func collectionThatWasCutOffIsTakenBack() async throws {
        try await TestEngine.run { engine in
            let slow = try Self.storage(of: engine, settling: .seconds(600))
            let digest = try await engine.push("ns/a", tag: "t", layers: Self.layers)
            let manifest = try await engine.manifest("ns/a", digest).bytes
            try await Self.delete(digest, in: "ns/a", of: engine)
            let collection = Task { try await slow.collect() }
            // Links and blobs of three layers and a configuration, and the manifest.
            let isAside = try await Deadline.poll(limit: .seconds(60)) { () -> Bool? in
                let names = try? FileManager.default.subpathsOfDirectory(atPath: "\(engine.storageFolder)/aside")
                return names?.count { $0.hasSuffix("/link") || $0.hasSuffix("/data") } == 9 ? true : nil
            }
            #expect(isAside == true)
            #expect(try await engine.blobStatus("ns/a", "top") == 404)
            // A later daemon knows of the collection only what is on disk.
            let next = try Self.storage(of: engine)
            _ = try await next.repair()
            #expect(try await engine.blobStatus("ns/a", "top") == 200)
            let put = HTTPClientRequest(
                method: .put,
                url: "\(engine.url)/v2/ns/a/manifests/t",
                headers: ["Content-Type": "application/vnd.docker.distribution.manifest.v2+json"],
                body: manifest
            )
            #expect(try await engine.http.send(put).status == 201)
            collection.cancel()
            _ = await collection.result
            #expect(try await engine.manifest("ns/a", "t").status == 200)
            #expect(try await engine.blobStatus("ns/a", "top") == 200)
        }
    }

    @Test func tagsAndNamespacesAreRemoved() async throws {
        try await TestEngine.run { engine in
            let storage = try Self.storage(of: engine)
            let digest = try await engine.push("ns/a", tag: "one", layers: ["x"])
            _ = try await engine.push("ns/a", tag: "two", layers: ["x"])
            let other = try await engine.push("nsx/a", tag: "t", layers: ["y"])
            for _ in 0..<2 { try await storage.removeTag("one", from: "ns/a") }
            #expect(try await engine.manifest("ns/a", "one").status == 404)
            #expect(try await engine.manifest("ns/a", "two").status == 200)
            #expect(try await engine.manifest("ns/a", digest).status == 200)
            for _ in 0..<2 { try await storage.removeRepositories(ofNamespace: "ns") }
            for name in ["", "..", "nsx/a"] { try await storage.removeRepositories(ofNamespace: name) }
            #expect(try await engine.manifest("ns/a", digest).status == 404)
            #expect(try await engine.manifest("nsx/a", other).status == 200)
            #expect(try await storage.contents().keys.sorted() == ["nsx/a"])
        }
    }

    // MARK: What a kill leaves

    private static func blobFile(_ digest: String, of engine: TestEngine) -> String {
        let hex = digest.dropFirst(7)
        return "\(engine.storageFolder)/docker/registry/v2/blobs/sha256/\(hex.prefix(2))/\(hex)/data"
    }

    @Test func halfWrittenFilesAreMadeWholeBeforeTheEngineStarts() async throws {
        try await TestEngine.run { engine in
            let storage = try Self.storage(of: engine)
            let digest = try await engine.push("ns/a", tag: "t", layers: Self.layers)
            _ = try await engine.push("ns/a", tag: "cut", layers: ["x"])
            let cut = try await engine.push("ns/a", tag: "half", layers: ["y"])
            let repository = "\(engine.storageFolder)/docker/registry/v2/repositories/ns/a"
            let links = [
                "\(repository)/_layers/sha256/\(TestEngine.digest("top").dropFirst(7))/link",
                "\(repository)/_manifests/revisions/sha256/\(digest.dropFirst(7))/link",
            ]
            await engine.end()
            for path in links + ["\(repository)/_manifests/tags/cut/current/link"] { try Files.write(Data(), to: path) }
            let half = try #require(try Files.read(Self.blobFile(cut, of: engine))).dropLast(9)
            try Files.write(Data(half), to: Self.blobFile(cut, of: engine))
            // What is being written just now is left alone while the engine runs.
            #expect(try await storage.repair() == 0)
            try storage.prepareStart()
            try await engine.start()
            #expect(try await engine.manifest("ns/a", "t").status == 200)
            #expect(try await engine.blobStatus("ns/a", "top") == 200)
            #expect(try await engine.manifest("ns/a", "cut").status == 404)
            #expect(try await engine.manifest("ns/a", cut).status == 404)
            #expect(try await engine.push("ns/a", tag: "half", layers: ["y"]) == cut)
            #expect(try await engine.manifest("ns/a", "half").status == 200)
        }
    }

    // MARK: With pushes

    /// Pushes and deletes images that share layers, while unused layers are freed again and again.
    @Test func pushesGoOnWhileLayersAreFreed() async throws {
        try await TestEngine.run { engine in
            let storage = try Self.storage(of: engine, settling: .milliseconds(100))
            let freed = try await Self.collecting(in: storage) { collectAgain in
                try await withThrowingTaskGroup { group in
                    for number in 0..<4 {
                        group.addTask {
                            try await Self.pushAndDelete(number, rounds: 25, on: engine, afterEach: collectAgain)
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(freed > 0)
        }
    }

    /// Frees whenever `body` says that there is more, while it goes on; gives the bytes once both are done.
    ///
    /// On a slow host, whose pushes fail since what they count on is freed, there is less and less to free: they succeed
    /// in the end.
    private static func collecting(
        in storage: FileRegistryStorage,
        while body: (_ collectAgain: @escaping @Sendable () -> Void) async throws -> Void
    ) async throws -> Int {
        let (requests, requested) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let collector = Task {
            var freed = 0
            for await _ in requests { freed += try await storage.collect() }
            return freed
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body { requested.yield() })
        } catch {
            outcome = .failure(error)
        }
        requested.finish()
        // The storage stays as long as somebody works on it.
        let freed = await collector.result
        try outcome.get()
        return try freed.get()
    }

    /// Pushes, sees that all of it stays, and deletes it, as a client that tries again after a server error does.
    ///
    /// Here nothing is spared for having come a moment ago, as the daemon would spare it. So a push may find a layer that
    /// goes before its manifest comes, and the engine may look at a file just while it is moved: it says so, and the next
    /// try has to succeed.
    private static func pushAndDelete(
        _ number: Int,
        rounds: Int,
        on engine: TestEngine,
        afterEach: @Sendable () -> Void
    ) async throws {
        let repository = "ns/image\(number % 2)"
        for round in 0..<rounds {
            let layers = ["shared", "layer \(round % 3)", "\(number) \(round)"]
            let digest = try await Deadline.poll(every: .zero, limit: .seconds(60)) { () -> String? in
                do {
                    return try await engine.push(repository, tag: "t\(number)", layers: layers)
                } catch let error as TestEngineError
                    where error.description.contains("BLOB_UNKNOWN") || error.description.contains("answers 500")
                {
                    return nil
                }
            }
            let stored = try #require(digest)
            // What was taken aside while the manifest came is back in a moment, and from then on it stays.
            let isWhole = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) { () -> Bool? in
                do {
                    var statuses = [try await engine.manifest(repository, stored).status]
                    for layer in layers { statuses.append(try await engine.blobStatus(repository, layer)) }
                    return statuses.allSatisfy { $0 == 200 } ? true : nil
                } catch HTTPClientError.interrupted {
                    return nil
                }
            }
            try #require(isWhole == true)
            let isDeleted = try await Deadline.poll(every: .zero, limit: .seconds(60)) { () -> Bool? in
                let status = try await deletion(of: stored, in: repository, on: engine)
                return status == 500 ? nil : status == 202 || status == 404
            }
            try #require(isDeleted == true)
            afterEach()
        }
    }

    @Test func skopeoPushesWhileLayersAreFreed() async throws {
        try await withTemporaryDirectory { folder in
            try await TestEngine.run { engine in
                // Longer than one push takes on a busy machine, shorter than all of them together.
                let quiet = Duration.seconds(5)
                let storage = try Self.storage(of: engine, quiet: quiet, settling: .milliseconds(50))
                _ = try await engine.push("ns/source", tag: "t", layers: Self.layers)
                let options = ["--insecure-policy", "copy", "-q"]
                let source = "dir:\(folder)/source"
                try await Self.skopeo(
                    options + ["--src-tls-verify=false", "docker://\(engine.address)/ns/source:t", source]
                )
                _ = try await Self.collecting(in: storage) { collectAgain in
                    let end = ContinuousClock.now.advanced(by: quiet * 2)
                    while ContinuousClock.now < end {
                        let target = "docker://\(engine.address)/ns/target:t"
                        let push = options + ["--dest-tls-verify=false", source, target]
                        do {
                            try await Self.skopeo(push)
                        } catch {
                            // What it found at its start may go while it waits for a processor; then it is sent anew.
                            guard "\(error)".contains("blob unknown") else { throw error }
                            try await Self.skopeo(push)
                        }
                        let copy = "dir:\(folder)/\(RandomText.hex(byteCount: 4))"
                        try await Self.skopeo(options + ["--src-tls-verify=false", target, copy])
                        let digest = try #require(
                            try await engine.manifest("ns/target", "t").headers["Docker-Content-Digest"]
                        )
                        try await Self.delete(digest, in: "ns/target", of: engine)
                        collectAgain()
                    }
                }
            }
        }
    }

    private static func skopeo(_ arguments: [String]) async throws {
        _ = try await Subprocess.runChecked("skopeo", arguments, timeLimit: .seconds(60))
    }
}
