// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials

/// Makes right what an end of the engine in the middle of writing has left.
///
/// The engine moves layers into their place whole, but writes links and manifests there: they may be empty or cut off. It
/// would believe a manifest that is there and never write it again.
struct StorageRepair {
    let tree: StorageTree
    /// Files changed later than this may be under way and are left alone.
    let before: Date

    /// Gives the number of files that were put right.
    func run() throws(FileError) -> Int {
        var count = 0
        for repository in tree.repositories() {
            count += try repairLinks(tree.layerLinks(of: repository))
            let manifests = tree.manifestLinks(of: repository)
            count += try repairLinks(manifests)
            for digest in manifests.keys where try removeIfBroken(digest) { count += 1 }
            for tag in tree.tags(of: repository) where try repairTag(tag, in: repository) { count += 1 }
        }
        return count
    }

    /// The place of a link says what is in it.
    private func repairLinks(_ links: [String: StorageTree.Entry]) throws(FileError) -> Int {
        var count = 0
        for (digest, link) in links where link.size != digest.utf8.count && isSettled(link) {
            try Files.write(Data(digest.utf8), to: link.path, mode: 0o644)
            count += 1
        }
        return count
    }

    /// Whoever pushes the image again brings it anew.
    private func removeIfBroken(_ digest: String) throws(FileError) -> Bool {
        let path = tree.blobFile(digest)
        guard let entry = StorageTree.entry(path), isSettled(entry), let content = try Files.read(path),
            StorageTree.prefix + Digest.sha256Hex(content) != digest
        else { return false }
        try Files.remove(path)
        return true
    }

    /// A tag that leads nowhere was never set: its push was not finished.
    private func repairTag(_ tag: String, in repository: String) throws(FileError) -> Bool {
        let folder = tree.tagFolder(tag, in: repository)
        guard let entry = StorageTree.entry("\(folder)/current/link") ?? StorageTree.entry(folder), isSettled(entry),
            try tree.digest(ofTag: tag, in: repository) == nil
        else { return false }
        try Files.remove(folder)
        return true
    }

    private func isSettled(_ entry: StorageTree.Entry) -> Bool {
        entry.modified <= before.timeIntervalSince1970
    }
}
