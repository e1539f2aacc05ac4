// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import FoundationEssentials
import HTTP
import HTTPClient
import Model
import Provisioning
import RegistryLocal
import StorageSQLite
import TestSupport
import Testing

@testable import RegistryService

/// The index over a real engine.
@Suite(.serialized) struct ImageIndexTests {
    enum Kind: CaseIterable {
        /// Its files are on this host.
        case embedded
        /// Only its protocol is there.
        case external
    }

    struct Parts {
        let engine: TestEngine
        let store: SQLiteStore
        let index: ImageIndex
        let client: EngineClient
        let images: ImageService
        let upkeep: RegistryUpkeep

        func events(patience: Duration) -> EngineEventService {
            EngineEventService(
                index: index,
                upkeep: upkeep,
                namespaces: store,
                usage: store,
                time: .system,
                patience: patience
            )
        }

        /// What the engine tells of a push.
        static func push(of digest: String, tag: String, to repository: String) -> EngineEvents {
            let target = EngineEvents.Event.Target(
                mediaType: EngineManifest.mediaTypes.first,
                size: nil,
                digest: digest,
                repository: repository,
                tag: tag
            )
            let event = EngineEvents.Event(
                id: "1",
                action: "push",
                target: target,
                request: nil,
                actor: nil,
                source: nil
            )
            return EngineEvents(events: [event])
        }

        func tags(_ repository: String) async throws -> [[String]] {
            try await store.registryImages(repository: repository).map(\.tags).sorted { $0.count < $1.count }
        }
    }

    private static func withParts(_ kind: Kind, _ body: (Parts) async throws -> Void) async throws {
        try await TestEngine.run { engine in
            let parent = try #require(engine.storageFolder.lastIndex(of: "/"))
            let layout = RegistryLayout(folder: String(engine.storageFolder[..<parent]))
            let storage = kind == .embedded ? FileRegistryStorage(layout: layout, quiet: .zero, settling: .zero) : nil
            let store = try await SQLiteStore.inMemory()
            let client = EngineClient(baseURL: engine.url) { _ in "token" }
            let index = ImageIndex(engine: client, store: store, storage: storage)
            let upkeep = RegistryUpkeep(index: index, storage: storage, stores: store, logger: .silent)
            let images = ImageService(host: "h", index: index, store: store, engine: client, upkeep: upkeep)
            try await body(
                Parts(
                    engine: engine,
                    store: store,
                    index: index,
                    client: client,
                    images: images,
                    upkeep: upkeep
                )
            )
            await store.close()
        }
    }

    @Test func sweepFindsWhatIsThereAndForgetsWhatIsNot() async throws {
        for kind in Kind.allCases {
            try await Self.withParts(kind) { parts in
                let first = try await parts.engine.push("ns/a", tag: "v1", layers: ["base", "one"])
                let second = try await parts.engine.push("ns/a", tag: "v2", layers: ["base", "two"])
                try await parts.index.sweep()
                let images = try await parts.store.registryImages(repository: "ns/a")
                let tags = Dictionary(images.map { ($0.manifest.digest, $0.tags) }, uniquingKeysWith: { $1 })
                #expect(tags == [first: ["v1"], second: ["v2"]])
                let manifest = try #require(images.first { $0.tags == ["v1"] }).manifest
                #expect(manifest.layers.map(\.digest) == ["base", "one"].map(TestEngine.digest))
                #expect(manifest.layers.map(\.size) == [4, 3])
                #expect(manifest.created == Date(timeIntervalSince1970: 1_517_334_074.5))
                #expect(manifest.labels == ["a": "b"])
                // A tag that moves, one that goes, and a repository of which nothing is left.
                _ = try await parts.engine.push("ns/a", tag: "v1", layers: ["base", "two"])
                let other = try await parts.engine.push("ns/b", tag: "t", layers: ["x"])
                try await parts.index.sweep()
                #expect(try await parts.tags("ns/a") == [[], ["v1", "v2"]])
                try await parts.client.deleteManifest(other, in: "ns/b")
                try await parts.client.deleteManifest(first, in: "ns/a")
                try await parts.client.deleteTag("v2", in: "ns/a")
                try await parts.index.sweep()
                #expect(try await parts.tags("ns/a") == [["v1"]])
                #expect(try await parts.store.registryRepositories() == ["ns/a"])
            }
        }
    }

    @Test func anImageStaysWhoseTagsAreTaken() async throws {
        for kind in Kind.allCases {
            try await Self.withParts(kind) { parts in
                let digest = try await parts.engine.push("ns/a", tag: "v1", layers: ["x"])
                try await parts.index.sweep()
                #expect(try await parts.index.deleteTag("v1", in: "ns/a", keepsImage: true) == digest)
                try await parts.index.sweep()
                #expect(try await parts.tags("ns/a") == [[]])
                #expect(try await parts.client.manifest(digest, in: "ns/a") != nil)
                #expect(try await parts.index.deleteTag("v1", in: "ns/a", keepsImage: true) == nil)
            }
        }
    }

    @Test func theEngineIsAskedOnceForWhatATagLeadsTo() async throws {
        try await Self.withParts(.embedded) { parts in
            let requests = Locked(0)
            let client = EngineClient(baseURL: parts.engine.url) { _ in
                requests.withLock { $0 += 1 }
                return "token"
            }
            let index = ImageIndex(engine: client, store: parts.store, storage: nil)
            let old = try await parts.engine.push("ns/a", tag: "t", layers: ["x"])
            #expect(try await index.refresh(repository: "ns/a", digest: old, tag: "t") == old)
            // The manifest and its configuration.
            #expect(requests.withLock { $0 } == 2)
            // News of a tag that leads elsewhere by now tells of an image, too.
            let new = try await parts.engine.push("ns/a", tag: "t", layers: ["y"])
            try await parts.store.deleteRegistryManifest(repository: "ns/a", digest: old)
            #expect(try await index.refresh(repository: "ns/a", digest: old, tag: "t") == new)
            #expect(try await parts.tags("ns/a") == [[], ["t"]])
        }
    }

    @Test func manifestsWithoutTagsAreFoundInFiles() async throws {
        try await Self.withParts(.embedded) { parts in
            let digest = try await parts.engine.push("ns/a", tag: nil, layers: ["x"])
            try await parts.index.sweep()
            #expect(try await parts.store.registryImages(repository: "ns/a").map(\.manifest.digest) == [digest])
        }
    }

    @Test(arguments: Kind.allCases)
    func deletingATagTakesTheImageAlongWithTheLast(kind: Kind) async throws {
        try await Self.withParts(kind) { parts in
            let digest = try await parts.engine.push("ns/a", tag: "one", layers: ["x"])
            _ = try await parts.engine.push("ns/a", tag: "two", layers: ["x"])
            try await parts.index.sweep()
            let one = try parts.images.reference("h/ns/a:one")
            #expect(try await parts.images.delete(one).untagged == "h/ns/a:one")
            #expect(try await parts.tags("ns/a") == [["two"]])
            #expect(try await parts.engine.manifest("ns/a", "one").status == 404)
            #expect(try await parts.engine.manifest("ns/a", "two").status == 200)
            let missing = await #expect(throws: APIError.self) { try await parts.images.delete(one) }
            #expect(missing?.status == 404)
            _ = try await parts.images.delete(parts.images.reference("ns/a:two"))
            #expect(try await parts.engine.manifest("ns/a", digest).status == 404)
            #expect(try await parts.tags("ns/a") == [])
        }
    }

    @Test(arguments: Kind.allCases)
    func listsTakeTheirMembersAlong(kind: Kind) async throws {
        try await Self.withParts(kind) { parts in
            let member = try await parts.engine.push("ns/a", tag: nil, layers: ["x"])
            let tagged = try await parts.engine.push("ns/a", tag: "plain", layers: ["y"])
            var sizes: [(digest: String, size: Int)] = []
            for digest in [member, tagged] {
                sizes.append((digest, try await parts.engine.manifest("ns/a", digest).bytes.count))
            }
            _ = try await parts.engine.pushList("ns/a", tag: "list", members: sizes)
            try await parts.index.sweep()
            let inspected = try await parts.images.inspection(of: parts.images.reference("ns/a:list"))
            #expect(inspected["RootFS"]?["Type"]?.text == "layers")
            #expect(inspected["RepoTags"] == .array([.string("h/ns/a:list")]))
            let part = try parts.images.reference("ns/a@\(member)")
            let refusal = await #expect(throws: APIError.self) { try await parts.images.delete(part) }
            #expect(refusal?.status == 409)
            _ = try await parts.images.delete(parts.images.reference("ns/a:list"))
            #expect(try await parts.engine.manifest("ns/a", member).status == 404)
            #expect(try await parts.engine.manifest("ns/a", "plain").status == 200)
            #expect(try await parts.tags("ns/a") == [["plain"]])
        }
    }

    @Test func imageThatTheIndexDoesNotKnowYetIsFound() async throws {
        try await Self.withParts(.embedded) { parts in
            let digest = try await parts.engine.push("ns/a", tag: "t", layers: ["x"])
            #expect(try await parts.images.image(parts.images.reference("ns/a:t")).manifest.digest == digest)
            let none = try parts.images.reference("ns/none:t")
            let refusal = await #expect(throws: APIError.self) { try await parts.images.image(none) }
            #expect(refusal?.status == 404)
        }
    }

    @Test(arguments: Kind.allCases)
    func tagsAreFoundThatComeAfterTheirEvent(kind: Kind) async throws {
        try await Self.withParts(kind) { parts in
            let digest = try await parts.engine.push("ns/a", tag: nil, layers: ["x"])
            let events = parts.events(patience: .seconds(120))
            let taking = Task { try await events.take(Parts.push(of: digest, tag: "t", to: "ns/a")) }
            let isSeen = try await Deadline.poll(every: .milliseconds(5), limit: .seconds(60)) {
                try await parts.tags("ns/a") == [[]] ? true : nil
            }
            #expect(isSeen == true)
            #expect(try await parts.engine.push("ns/a", tag: "t", layers: ["x"]) == digest)
            try await taking.value
            #expect(try await parts.tags("ns/a") == [["t"]])
        }
    }

    @Test func aTagThatLeadsElsewhereByNowIsNotWaitedForLong() async throws {
        try await Self.withParts(.embedded) { parts in
            let first = try await parts.engine.push("ns/a", tag: "t", layers: ["x"])
            let second = try await parts.engine.push("ns/a", tag: "t", layers: ["y"])
            let events = parts.events(patience: .milliseconds(50))
            for digest in [second, first] { try await events.take(Parts.push(of: digest, tag: "t", to: "ns/a")) }
            let images = try await parts.store.registryImages(repository: "ns/a")
            #expect(images.first { $0.manifest.digest == second }?.tags == ["t"])
            #expect(images.first { $0.manifest.digest == first }?.tags == [])
        }
    }

    @Test func namespacesGoWithAllTheirImages() async throws {
        try await Self.withParts(.embedded) { parts in
            let digest = try await parts.engine.push("ns/a", tag: "t", layers: ["x"])
            _ = try await parts.engine.push("nsx/a", tag: "t", layers: ["x"])
            try await parts.index.sweep()
            try await parts.index.deleteNamespace("ns")
            #expect(try await parts.engine.manifest("ns/a", digest).status == 404)
            #expect(try await parts.store.registryRepositories() == ["nsx/a"])
            try await parts.index.sweep()
            #expect(try await parts.store.registryRepositories() == ["nsx/a"])
        }
    }

    @Test func pagesAreFollowed() {
        #expect(EngineClient.next(#"</v2/_catalog?last=b&n=2>; rel="next""#) == "/v2/_catalog?last=b&n=2")
        #expect(EngineClient.next(#"<https://h:1/v2/_catalog?n=2>; rel="next""#) == "/v2/_catalog?n=2")
        #expect(EngineClient.next(nil) == nil)
        #expect(EngineClient.next("</other>; rel=\"next\"") == nil)
    }

    @Test func entriesAreGroupedByDigest() async throws {
        try await Self.withParts(.embedded) { parts in
            let digest = try await parts.engine.push("ns/a", tag: "t", layers: ["x"])
            for tag in ["u", "v"] { _ = try await parts.engine.push("ns/b", tag: tag, layers: ["x"]) }
            try await parts.index.sweep()
            let query = ImageQuery(HTTPRequest(method: .get, path: "/"), host: "h")
            let entries = try await parts.images.images(in: ["ns"], query)
            try #require(entries.count == 1)
            #expect(entries[0].repoTags == ["h/ns/a:t", "h/ns/b:u", "h/ns/b:v"])
            #expect(entries[0].repoDigests == ["h/ns/a@\(digest)", "h/ns/b@\(digest)"])
            #expect(entries[0].digestTags["h/ns/b@\(digest)"] == ["h/ns/b:u", "h/ns/b:v"])
            #expect(entries[0].created == 1_517_334_074)
            #expect(entries[0].vulnerable == "Unknown")
        }
    }

    @Test(
        arguments: [
            ("2018-01-30T17:41:14.5Z", 1_517_334_074.5), ("2018-01-30T18:41:14+01:00", 1_517_334_074),
            ("2018-01-30T12:11:14.5-05:30", 1_517_334_074.5),
        ]
    )
    func timesOfImagesAreRead(text: String, seconds: Double) {
        #expect(ImageConfiguration.date(text)?.timeIntervalSince1970 == seconds)
    }
}
