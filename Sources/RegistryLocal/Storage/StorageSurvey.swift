// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// What repositories link to and what their manifests need, as the files said at one time.
struct StorageSurvey {
    struct Repository {
        /// Links to blobs, by digest.
        let links: [String: StorageTree.Entry]
        let manifests: Set<String>
        /// All that the manifests name; nil if one of them cannot be read, so that nobody knows.
        let named: Set<String>?
        /// When anybody last pushed to it.
        let lastPush: Double

        /// Whether a manifest needs the link.
        func needs(_ digest: String) -> Bool {
            named?.contains(digest) ?? true
        }
    }

    let repositories: [String: Repository]

    init(_ tree: StorageTree) throws(FileError) {
        var repositories: [String: Repository] = [:]
        for name in tree.repositories() {
            let links = tree.layerLinks(of: name)
            let manifests = tree.manifestLinks(of: name)
            let times = [links.values.map(\.modified).max(), manifests.values.map(\.modified).max()]
            repositories[name] = Repository(
                links: links,
                manifests: Set(manifests.keys),
                named: try Self.named(by: manifests.keys, tree),
                lastPush: max(times.compactMap(\.self).max() ?? 0, tree.lastUpload(to: name))
            )
        }
        self.repositories = repositories
    }

    /// The blobs that are in use if the repositories do without the links that `isDropped` says.
    func used(without isDropped: (_ repository: String, _ digest: String) -> Bool = { _, _ in false }) -> Set<String> {
        repositories.reduce(into: []) { used, item in
            used.formUnion(item.value.links.keys.filter { !isDropped(item.key, $0) })
            used.formUnion(item.value.manifests)
            used.formUnion(item.value.named ?? [])
        }
    }

    private static func named(
        by manifests: some Sequence<String>,
        _ tree: StorageTree
    ) throws(FileError) -> Set<String>? {
        var named: Set<String> = []
        for digest in manifests {
            // A link that leads nowhere needs nothing.
            guard let content = try Files.read(tree.blobFile(digest)) else { continue }
            guard let references = try? JSONDecoder().decode(ManifestReferences.self, from: content) else { return nil }
            named.formUnion(references.digests)
        }
        return named
    }
}
