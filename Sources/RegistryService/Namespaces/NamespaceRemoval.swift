// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Model
import Storage

/// Finishes the removal of namespaces: their images go, and later their names are free again.
struct NamespaceRemoval: Sendable {
    /// A token lasts a minute and the engine allows another: after this nobody can push with one for the old owner.
    private static let reservation = 180.0

    let index: ImageIndex
    let store: any RegistryNamespaceStore
    let time: TimeSource

    func finish() async throws {
        for namespace in try await store.removedRegistryNamespaces() {
            // Known before the images go, so that all who could still push have been cleared away once more.
            let isOver = namespace.removedAt.map { $0 + Self.reservation <= time.now() } ?? false
            try await index.deleteNamespace(namespace.name)
            if isOver { try await store.endRegistryNamespaceRemoval(name: namespace.name) }
        }
    }
}
