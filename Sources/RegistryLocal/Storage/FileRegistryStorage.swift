// SPDX-License-Identifier: Apache-2.0

package import Basics
import FoundationEssentials
package import Provisioning

/// The storage folder of the engine on this host.
package actor FileRegistryStorage: RegistryStorage {
    /// How long after its last change a file is certainly not being written any more.
    private static let writing = 10.0

    private let executor = ThreadExecutor(label: "registry-storage")
    private let tree: StorageTree
    private let collector: StorageCollector
    private let removedFolder: String
    private let time: TimeSource
    private var isCollecting = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Nothing is freed in a repository before nobody has pushed to it for `quiet`.
    package init(
        layout: RegistryLayout,
        quiet: Duration = .seconds(300),
        settling: Duration = .seconds(2),
        time: TimeSource = .system
    ) {
        tree = StorageTree(storageFolder: layout.storageFolder)
        collector = StorageCollector(
            tree: tree,
            asideFolder: "\(layout.storageFolder)/aside",
            quietSeconds: Double(quiet.components.seconds) + Double(quiet.components.attoseconds) / 1e18,
            settling: settling
        )
        removedFolder = "\(layout.storageFolder)/removed"
        self.time = time
    }

    package func contents() async throws(RegistryEngineError) -> [String: RegistryRepositoryContent] {
        try attempt("read the storage of the registry") {
            var found: [String: RegistryRepositoryContent] = [:]
            for repository in tree.repositories() {
                var content = RegistryRepositoryContent(manifests: Set(tree.manifestLinks(of: repository).keys))
                for tag in tree.tags(of: repository) {
                    content.tags[tag] = try tree.digest(ofTag: tag, in: repository)
                }
                found[repository] = content
            }
            return found
        }
    }

    package func removeTag(_ tag: String, from repository: String) async throws(RegistryEngineError) {
        try attempt("remove a tag") {
            let path = tree.tagFolder(tag, in: repository)
            // Whoever looks sees the whole tag or none.
            guard !tag.contains("/"), tag != "..", Files.exists(path) else { return }
            try remove(path)
        }
    }

    package func removeRepositories(ofNamespace namespace: String) async throws(RegistryEngineError) {
        try attempt("remove a namespace") {
            let path = tree.folder(of: namespace)
            guard !namespace.isEmpty, !namespace.contains("/"), !namespace.hasPrefix("."), Files.exists(path) else {
                return
            }
            try remove(path)
        }
    }

    private func remove(_ path: String) throws(FileError) {
        try Files.makeDirectory(removedFolder)
        try Files.move(path, to: "\(removedFolder)/\(RandomText.hex(byteCount: 8))")
        try Files.remove(removedFolder)
    }

    package func repair() async throws(RegistryEngineError) -> Int {
        try attempt("repair the storage of the registry") {
            // What an earlier daemon had begun.
            if !isCollecting { try collector.restoreAll() }
            return try StorageRepair(tree: tree, before: time.now() - Self.writing).run()
        }
    }

    package func collect() async throws(RegistryEngineError) -> Int {
        guard !isCollecting else { return 0 }
        isCollecting = true
        defer { isCollecting = false }
        do {
            return try await collector.collect(now: time.now())
        } catch {
            throw RegistryEngineError("cannot free unused layers: \(error)")
        }
    }

    /// What has to be done each time before the engine starts: then nobody writes.
    package nonisolated func prepareStart() throws {
        _ = try StorageRepair(tree: tree, before: .distantFuture).run()
    }

    private func attempt<Value>(_ what: String, _ body: () throws -> Value) throws(RegistryEngineError) -> Value {
        do {
            return try body()
        } catch {
            throw RegistryEngineError("cannot \(what): \(error)")
        }
    }
}
