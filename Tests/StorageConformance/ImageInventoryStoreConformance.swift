// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `ImageInventoryStore` must do.
package enum ImageInventoryStoreConformance {
    package typealias Store = ImageInventoryStore & RegistryImageStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("what was found comes back", inventoryComesBack),
        .init("images are open until somebody has looked", imagesAreOpen),
        .init("what was found goes with the last image", inventoryGoes),
    ]

    private static func inventory(_ system: String) -> ImageInventory {
        ImageInventory(
            system: system,
            release: "bookworm",
            packages: [.init(name: "libssl3", version: "1:3.0", source: "openssl", sourceVersion: "3.0")],
            scanned: Date(timeIntervalSince1970: 1_517_000_000)
        )
    }

    private static func manifest(_ repository: String, _ digest: String, isList: Bool = false) -> RegistryManifest {
        RegistryManifest(
            repository: repository,
            digest: digest,
            mediaType: "x",
            configuration: isList ? nil : RegistryBlob(digest: "sha256:c", size: 1, mediaType: "c"),
            layers: isList ? [] : [RegistryBlob(digest: "sha256:l", size: 2, mediaType: "l")],
            created: Date(timeIntervalSince1970: 0)
        )
    }

    private static func inventoryComesBack(_ store: any Store) async throws {
        #expect(try await store.imageInventory(digest: "1") == nil)
        for system in ["debian", "alpine"] {
            try await store.setImageInventory(inventory(system), digest: "1")
            #expect(try await store.imageInventory(digest: "1") == inventory(system))
        }
        let empty = ImageInventory(system: "", release: "", packages: nil, scanned: Date(timeIntervalSince1970: 1))
        try await store.setImageInventory(empty, digest: "1")
        #expect(try await store.imageInventory(digest: "1") == empty)
    }

    private static func imagesAreOpen(_ store: any Store) async throws {
        let twice = [manifest("ns/a", "1"), manifest("ns/b", "1")]
        for manifest in twice + [manifest("ns/a", "2"), manifest("ns/a", "3", isList: true)] {
            try await store.addRegistryManifest(manifest)
        }
        #expect(try await store.imagesWithoutInventory() == [manifest("ns/a", "1"), manifest("ns/a", "2")])
        try await store.setImageInventory(inventory("debian"), digest: "1")
        #expect(try await store.imagesWithoutInventory() == [manifest("ns/a", "2")])
    }

    private static func inventoryGoes(_ store: any Store) async throws {
        for repository in ["ns/a", "ns/b"] {
            try await store.addRegistryManifest(manifest(repository, "1"))
        }
        try await store.setImageInventory(inventory("debian"), digest: "1")
        try await store.deleteRegistryManifest(repository: "ns/a", digest: "1")
        try await store.forgetInventoriesOfMissingImages()
        #expect(try await store.imageInventory(digest: "1") != nil)
        try await store.deleteRegistryManifest(repository: "ns/b", digest: "1")
        try await store.forgetInventoriesOfMissingImages()
        #expect(try await store.imageInventory(digest: "1") == nil)
    }
}
