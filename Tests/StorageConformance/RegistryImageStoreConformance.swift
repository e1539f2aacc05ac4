// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `RegistryImageStore` must do.
package enum RegistryImageStoreConformance {
    package static let checks: [ConformanceCheck<any RegistryImageStore>] = [
        .init("an image comes back as it was told", imageComesBack),
        .init("a digest is taken in once", digestIsTakenInOnce),
        .init("a tag leads to one manifest", tagLeadsToOneManifest),
        .init("a tag needs its manifest", tagNeedsManifest),
        .init("a manifest takes its tags along", manifestTakesTagsAlong),
        .init("images are found by namespace", imagesAreFoundByNamespace),
        .init("shared layers are counted once", sharedLayersAreCountedOnce),
        .init("layers that are elsewhere are not counted", foreignLayersAreNotCounted),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000.25)

    private static func blob(_ name: String, _ size: Int, type: String = "layer") -> RegistryBlob {
        RegistryBlob(digest: "sha256:\(name)", size: size, mediaType: type)
    }

    private static func image(_ repository: String, _ digest: String, layers: [RegistryBlob]) -> RegistryManifest {
        RegistryManifest(
            repository: repository,
            digest: digest,
            mediaType: "image",
            configuration: blob("c-\(digest)", 10, type: "configuration"),
            layers: layers,
            created: date,
            labels: ["a": "1", "quote\"": "\u{e9}"]
        )
    }

    private static func imageComesBack(_ store: any RegistryImageStore) async throws {
        let first = image("ns/a", "1", layers: [blob("y", 2), blob("x", 1), blob("y", 2)])
        let list = RegistryManifest(
            repository: "ns/a",
            digest: "2",
            mediaType: "list",
            configuration: nil,
            members: ["1", "0"],
            created: date
        )
        for manifest in [first, list] { try await store.addRegistryManifest(manifest) }
        for tag in ["v2", "v1"] { try await store.setRegistryTag(repository: "ns/a", tag: tag, digest: "1") }
        let expected = [
            RegistryImage(manifest: first, tags: ["v1", "v2"]), RegistryImage(manifest: list, tags: []),
        ]
        #expect(try await store.registryImages(repository: "ns/a") == expected)
        #expect(try await store.registryImages(repository: "ns") == [])
        #expect(first.size == 15)
    }

    private static func digestIsTakenInOnce(_ store: any RegistryImageStore) async throws {
        let manifest = image("ns/a", "1", layers: [blob("x", 1)])
        try await store.addRegistryManifest(manifest)
        try await store.setRegistryTag(repository: "ns/a", tag: "t", digest: "1")
        try await store.addRegistryManifest(image("ns/a", "1", layers: [blob("z", 9)]))
        let expected = [RegistryImage(manifest: manifest, tags: ["t"])]
        #expect(try await store.registryImages(repository: "ns/a") == expected)
    }

    private static func tagLeadsToOneManifest(_ store: any RegistryImageStore) async throws {
        for digest in ["1", "2"] {
            try await store.addRegistryManifest(image("ns/a", digest, layers: []))
            try await store.setRegistryTag(repository: "ns/a", tag: "t", digest: digest)
        }
        #expect(try await store.registryImages(repository: "ns/a").map(\.tags) == [[], ["t"]])
        for _ in 0..<2 { try await store.deleteRegistryTag(repository: "ns/a", tag: "t") }
        #expect(try await store.registryImages(repository: "ns/a").map(\.tags) == [[], []])
    }

    private static func tagNeedsManifest(_ store: any RegistryImageStore) async throws {
        try await store.addRegistryManifest(image("ns/b", "1", layers: []))
        await #expect(throws: StoreError.notFound(kind: "manifest", id: "1")) {
            try await store.setRegistryTag(repository: "ns/a", tag: "t", digest: "1")
        }
    }

    private static func manifestTakesTagsAlong(_ store: any RegistryImageStore) async throws {
        for repository in ["ns/a", "ns/b"] {
            try await store.addRegistryManifest(image(repository, "1", layers: [blob("x", 1)]))
            try await store.setRegistryTag(repository: repository, tag: "t", digest: "1")
        }
        for _ in 0..<2 { try await store.deleteRegistryManifest(repository: "ns/a", digest: "1") }
        #expect(try await store.registryImages(repository: "ns/a") == [])
        #expect(try await store.registryImages(repository: "ns/b").map(\.tags) == [["t"]])
        #expect(try await store.registryRepositories() == ["ns/b"])
    }

    private static func imagesAreFoundByNamespace(_ store: any RegistryImageStore) async throws {
        for repository in ["b/z", "a/y", "a/x/deep", "ab/x"] {
            try await store.addRegistryManifest(image(repository, "1", layers: []))
        }
        #expect(try await store.registryRepositories() == ["a/x/deep", "a/y", "ab/x", "b/z"])
        let found = try await store.registryImages(namespaces: ["a", "b", "none"])
        #expect(found.map(\.manifest.repository) == ["a/x/deep", "a/y", "b/z"])
        #expect(try await store.registryImages(namespaces: []) == [])
    }

    private static func sharedLayersAreCountedOnce(_ store: any RegistryImageStore) async throws {
        try await store.addRegistryManifest(image("a/x", "1", layers: [blob("base", 100), blob("x", 1)]))
        try await store.addRegistryManifest(image("b/y", "2", layers: [blob("base", 100), blob("y", 2)]))
        try await store.addRegistryManifest(image("c/z", "3", layers: [blob("base", 100)]))
        #expect(try await store.registryStorage(namespaces: ["a", "b"]) == 100 + 1 + 2 + 10 + 10)
        #expect(try await store.registryStorage(namespaces: ["c"]) == 110)
        try await store.deleteRegistryManifest(repository: "a/x", digest: "1")
        #expect(try await store.registryStorage(namespaces: ["a", "b"]) == 112)
        #expect(try await store.registryStorage(namespaces: []) == 0)
    }

    private static func foreignLayersAreNotCounted(_ store: any RegistryImageStore) async throws {
        let types = [
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "application/vnd.oci.image.layer.nondistributable.v1.tar",
        ]
        let layers = types.map { blob($0, 50, type: $0) } + [blob("own", 5)]
        #expect(layers.map(\.isForeign) == [true, true, false])
        try await store.addRegistryManifest(image("a/x", "1", layers: layers))
        #expect(try await store.registryStorage(namespaces: ["a"]) == 15)
    }
}
