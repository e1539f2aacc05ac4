// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
import Model
package import Provisioning
package import Storage

/// Keeps the index of images as the engine's content is.
///
/// What the engine tells is a hint where to look; what is stored is what the engine answers then. One thing is done at a
/// time, so that an old look never overwrites a later one.
package actor ImageIndex {
    /// Other things than images have configurations of any kind.
    private static let longestConfiguration = 8 << 20

    private let engine: EngineClient
    private let store: any RegistryImageStore
    private let storage: (any RegistryStorage)?
    private let time: TimeSource
    private var last: Task<Void, Never>?

    /// `storage` are the engine's files, if it has some on this host.
    package init(
        engine: EngineClient,
        store: any RegistryImageStore,
        storage: (any RegistryStorage)?,
        time: TimeSource = .system
    ) {
        self.engine = engine
        self.store = store
        self.storage = storage
        self.time = time
    }

    /// Takes in what is at the digest and, if any, the tag now; gives what the tag leads to.
    @discardableResult
    package func refresh(repository: String, digest: String?, tag: String?) async throws -> String? {
        try await inTurn { index in
            let tagged = if let tag { try await index.look(atTag: tag, in: repository) } else { String?.none }
            if let digest, digest != tagged { try await index.look(at: digest, in: repository) }
            return tagged
        }
    }

    /// Makes the whole index true.
    package func sweep() async throws {
        let contents = try await contents()
        for repository in Set(contents.keys).union(try await store.registryRepositories()).sorted() {
            try await inTurn { index in
                try await index.compare(repository, with: contents[repository] ?? RegistryRepositoryContent())
            }
        }
    }

    /// Removes a tag and, if nothing else leads to it, what it led to; gives the digest, or nil if there is no such tag.
    ///
    /// With `keepsImage`, what it led to stays in any case.
    package func deleteTag(
        _ tag: String,
        in repository: String,
        keepsImage: Bool = false
    ) async throws -> String? {
        try await inTurn { index in try await index.removeTag(tag, in: repository, keepsImage: keepsImage) }
    }

    /// Removes the manifest with its tags; false if there is none.
    package func deleteManifest(_ digest: String, in repository: String) async throws -> Bool {
        try await inTurn { index in
            guard let manifest = try await index.engine.manifest(digest, in: repository) else {
                try await index.store.deleteRegistryManifest(repository: repository, digest: digest)
                return false
            }
            try await index.remove(manifest.digest, members: manifest.members.map(\.digest), in: repository)
            return true
        }
    }

    /// Removes all images of the namespace.
    package func deleteNamespace(_ namespace: String) async throws {
        try await inTurn { index in
            let images = try await index.store.registryImages(namespaces: [namespace])
            for manifest in images.map(\.manifest) {
                try await index.engine.deleteManifest(manifest.digest, in: manifest.repository)
                try await index.store.deleteRegistryManifest(repository: manifest.repository, digest: manifest.digest)
            }
            try await index.storage?.removeRepositories(ofNamespace: namespace)
        }
    }

    // MARK: One at a time

    private func inTurn<Value: Sendable>(
        _ body: @escaping @Sendable (isolated ImageIndex) async throws -> Value
    ) async throws -> Value {
        let previous = last
        let work = Task {
            await previous?.value
            return try await body(self)
        }
        last = Task { _ = await work.result }
        return try await work.value
    }

    private func look(at digest: String, in repository: String) async throws {
        guard let manifest = try await engine.manifest(digest, in: repository) else {
            return try await store.deleteRegistryManifest(repository: repository, digest: digest)
        }
        try await take(manifest, in: repository)
    }

    private func look(atTag tag: String, in repository: String) async throws -> String? {
        guard let manifest = try await engine.manifest(tag, in: repository) else {
            try await store.deleteRegistryTag(repository: repository, tag: tag)
            return nil
        }
        try await take(manifest, in: repository)
        try await store.setRegistryTag(repository: repository, tag: tag, digest: manifest.digest)
        return manifest.digest
    }

    private func take(_ manifest: EngineManifest, in repository: String) async throws {
        var configuration: ImageConfiguration?
        if let named = manifest.configuration, named.size <= Self.longestConfiguration,
            let json = try await engine.blob(named.digest, in: repository)
        {
            configuration = ImageConfiguration(json)
        }
        let indexed = manifest.indexed(in: repository, configuration: configuration, seen: time.now())
        try await store.addRegistryManifest(indexed)
    }

    private func compare(_ repository: String, with content: RegistryRepositoryContent) async throws {
        let known = try await store.registryImages(repository: repository)
        let digests = Set(known.map(\.manifest.digest))
        for digest in content.manifests.symmetricDifference(digests).sorted() {
            try await look(at: digest, in: repository)
        }
        let tags = Dictionary(
            known.flatMap { image in image.tags.map { ($0, image.manifest.digest) } },
            uniquingKeysWith: { $1 }
        )
        for tag in Set(tags.keys).union(content.tags.keys).sorted() where tags[tag] != content.tags[tag] {
            _ = try await look(atTag: tag, in: repository)
        }
    }

    /// What is in the engine: from its files, or else as far as tags lead.
    private func contents() async throws -> [String: RegistryRepositoryContent] {
        if let storage { return try await storage.contents() }
        var found: [String: RegistryRepositoryContent] = [:]
        for repository in try await engine.repositories() {
            var content = RegistryRepositoryContent()
            for tag in try await engine.tags(of: repository) {
                guard let manifest = try await engine.manifest(tag, in: repository) else { continue }
                content.tags[tag] = manifest.digest
                content.manifests.insert(manifest.digest)
                content.manifests.formUnion(manifest.members.map(\.digest))
            }
            found[repository] = content
        }
        return found
    }

    // MARK: Removing

    private func removeTag(_ tag: String, in repository: String, keepsImage: Bool) async throws -> String? {
        guard let manifest = try await engine.manifest(tag, in: repository) else {
            try await store.deleteRegistryTag(repository: repository, tag: tag)
            return nil
        }
        try await take(manifest, in: repository)
        if let storage {
            try await storage.removeTag(tag, from: repository)
        } else {
            try await engine.deleteTag(tag, in: repository)
        }
        try await store.deleteRegistryTag(repository: repository, tag: tag)
        guard !keepsImage else { return manifest.digest }
        let images = try await store.registryImages(repository: repository)
        if Self.isFree(manifest.digest, among: images) {
            try await remove(manifest.digest, members: manifest.members.map(\.digest), in: repository)
        }
        return manifest.digest
    }

    /// Removes the manifest, and the members of a list that nothing else leads to.
    private func remove(_ digest: String, members: [String], in repository: String) async throws {
        try await engine.deleteManifest(digest, in: repository)
        try await store.deleteRegistryManifest(repository: repository, digest: digest)
        guard !members.isEmpty else { return }
        let images = try await store.registryImages(repository: repository)
        for member in members where Self.isFree(member, among: images) {
            try await engine.deleteManifest(member, in: repository)
            try await store.deleteRegistryManifest(repository: repository, digest: member)
        }
    }

    /// Whether neither a tag nor a list leads to the manifest.
    private static func isFree(_ digest: String, among images: [RegistryImage]) -> Bool {
        !images.contains { image in
            (image.manifest.digest == digest && !image.tags.isEmpty) || image.manifest.members.contains(digest)
        }
    }
}
