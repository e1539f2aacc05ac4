// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model
package import Storage
import Testing

/// What every `RegistryNamespaceStore` must do.
package enum RegistryNamespaceStoreConformance {
    package typealias Store = RegistryNamespaceStore & AccountStore & UserStore

    package static let checks: [ConformanceCheck<any Store>] = [
        .init("namespaces come back by account", namespacesComeBack),
        .init("a name belongs to one account", nameBelongsToOne),
        .init("one of many gets a name", oneGetsTheName),
        .init("a name is free when its removal has ended", removalFreesTheName),
    ]

    private static let date = Date(timeIntervalSince1970: 1_517_000_000)

    private static func namespace(_ name: String, account: String = "a") -> RegistryNamespace {
        RegistryNamespace(name: name, accountID: account, createdAt: date)
    }

    private static func namespacesComeBack(_ store: any Store) async throws {
        try await RegistryUsageStoreConformance.prepare(store)
        for made in [namespace("two"), namespace("one"), namespace("other", account: "b")] {
            try await store.createRegistryNamespace(made)
            #expect(try await store.registryNamespace(name: made.name) == made)
        }
        #expect(try await store.registryNamespaces(accountID: "a") == [namespace("one"), namespace("two")])
        await #expect(throws: StoreError.notFound(kind: "namespace", id: "none")) {
            try await store.registryNamespace(name: "none")
        }
    }

    private static func nameBelongsToOne(_ store: any Store) async throws {
        try await RegistryUsageStoreConformance.prepare(store)
        try await store.createRegistryNamespace(namespace("one"))
        for account in ["a", "b"] {
            await #expect(throws: StoreError.alreadyExists(kind: "namespace", id: "one")) {
                try await store.createRegistryNamespace(namespace("one", account: account))
            }
        }
        #expect(try await store.registryNamespace(name: "one").accountID == "a")
    }

    private static func oneGetsTheName(_ store: any Store) async throws {
        try await RegistryUsageStoreConformance.prepare(store)
        let winners = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<10 {
                group.addTask {
                    let mine = namespace("one", account: number.isMultiple(of: 2) ? "a" : "b")
                    return (try? await store.createRegistryNamespace(mine)) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(winners == 1)
    }

    private static func removalFreesTheName(_ store: any Store) async throws {
        try await RegistryUsageStoreConformance.prepare(store)
        try await store.createRegistryNamespace(namespace("one"))
        // Not while it is in use.
        try await store.endRegistryNamespaceRemoval(name: "one")
        try await store.beginRegistryNamespaceRemoval(name: "one", at: date + 1)
        try await store.beginRegistryNamespaceRemoval(name: "one", at: date + 2)
        let removed = RegistryNamespace(name: "one", accountID: "a", createdAt: date, removedAt: date + 1)
        #expect(try await store.removedRegistryNamespaces() == [removed])
        #expect(try await store.registryNamespaces(accountID: "a") == [])
        await #expect(throws: StoreError.alreadyExists(kind: "namespace", id: "one")) {
            try await store.createRegistryNamespace(namespace("one", account: "b"))
        }
        try await store.endRegistryNamespaceRemoval(name: "one")
        try await store.createRegistryNamespace(namespace("one", account: "b"))
        await #expect(throws: StoreError.notFound(kind: "namespace", id: "none")) {
            try await store.beginRegistryNamespaceRemoval(name: "none", at: date)
        }
    }
}
