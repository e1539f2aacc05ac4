// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// Frees what no manifest needs, without a time in which nobody may push.
///
/// Links and blobs that look unused are moved aside, where the engine does not find them: who pushes from then on sends
/// them anew. A push that had found them just before may have stored its manifest in the meantime, so manifests and links
/// are read once more after a while, and what they need is moved back. Only the rest is deleted.
struct StorageCollector {
    let tree: StorageTree
    /// On the file system of the storage, and not in a place where the engine looks.
    let asideFolder: String
    /// Nothing is taken from a repository before nobody has pushed to it for so many seconds.
    let quietSeconds: Double
    /// How long the engine may take from looking for a blob to storing the manifest or the link that needs it.
    let settling: Duration

    /// Gives the bytes that were freed.
    func collect(now: Date) async throws -> Int {
        try restoreAll()
        let moved = try moveUnusedAside(now: now)
        guard !moved.isEmpty else { return 0 }
        do {
            try await Task.sleep(for: settling)
            return try finish(moved)
        } catch {
            try restoreAll()
            throw error
        }
    }

    /// Moves back what a collection that was cut off has left aside.
    func restoreAll() throws(FileError) {
        guard Files.exists(asideFolder) else { return }
        var folders = [""]
        while let folder = folders.popLast() {
            for name in StorageTree.names(in: asideFolder + folder) {
                let path = "\(folder)/\(name)"
                if name == "link" || name == "data" { try restore(tree.root + path) } else { folders.append(path) }
            }
        }
        try Files.remove(asideFolder)
    }

    private struct Moved {
        let digest: String
        /// Where it was.
        let path: String
        let size: Int
        /// The repository of a link; nil for a blob.
        let repository: String?
    }

    private struct Link: Hashable {
        let repository: String
        let digest: String
    }

    private func moveUnusedAside(now: Date) throws(FileError) -> [Moved] {
        let survey = try StorageSurvey(tree)
        let newest = now.timeIntervalSince1970 - quietSeconds
        var moved: [Moved] = []
        var dropped: Set<Link> = []
        for (name, repository) in survey.repositories where repository.lastPush <= newest {
            for (digest, link) in repository.links where !repository.needs(digest) {
                try moveAside(link.path)
                moved.append(Moved(digest: digest, path: link.path, size: 0, repository: name))
                dropped.insert(Link(repository: name, digest: digest))
            }
        }
        let used = survey.used { dropped.contains(Link(repository: $0, digest: $1)) }
        for (digest, file) in tree.blobs() where !used.contains(digest) && file.modified <= newest {
            try moveAside(file.path)
            moved.append(Moved(digest: digest, path: file.path, size: file.size, repository: nil))
        }
        return moved
    }

    private func finish(_ moved: [Moved]) throws(FileError) -> Int {
        // Manifests first: what is in them says what else is needed.
        let manifests = try StorageSurvey(tree).repositories.values.reduce(into: Set()) { $0.formUnion($1.manifests) }
        for blob in moved where blob.repository == nil && manifests.contains(blob.digest) { try restore(blob.path) }
        let needing = try StorageSurvey(tree).repositories
        for link in moved {
            guard let name = link.repository, needing[name]?.needs(link.digest) == true else { continue }
            try restore(link.path)
        }
        let used = try StorageSurvey(tree).used()
        var freed = 0
        for blob in moved where blob.repository == nil {
            if used.contains(blob.digest) { try restore(blob.path) } else { freed += blob.size }
        }
        try Files.remove(asideFolder)
        return freed
    }

    private func moveAside(_ path: String) throws(FileError) {
        let target = aside(path)
        try Files.makeDirectory(Self.parent(of: target))
        guard rename(path, target) == 0 || errno == ENOENT else {
            throw FileError(path: path, action: "move", code: errno)
        }
    }

    /// Moves the file back, unless there is one again: then both are the same.
    private func restore(_ path: String) throws(FileError) {
        let source = aside(path)
        guard Files.exists(source), !Files.exists(path) else { return }
        try Files.makeDirectory(Self.parent(of: path), mode: 0o755)
        guard rename(source, path) == 0 else { throw FileError(path: path, action: "move back", code: errno) }
    }

    private func aside(_ path: String) -> String {
        asideFolder + path.dropFirst(tree.root.count)
    }

    private static func parent(of path: String) -> String {
        String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    }
}
