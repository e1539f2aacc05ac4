// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// The files of CNCF distribution's filesystem driver: where what is, and what is there.
///
/// A blob is kept once for all repositories. A repository names its blobs by links, small files that hold a digest;
/// other links say which blobs are manifests, and where tags lead.
struct StorageTree: Sendable {
    /// A file with what `lstat` says of it.
    struct Entry: Sendable {
        let path: String
        let size: Int
        /// Seconds since 1970.
        let modified: Double
    }

    static let prefix = "sha256:"

    /// `<storage>/docker/registry/v2`.
    let root: String

    init(storageFolder: String) {
        root = "\(storageFolder)/docker/registry/v2"
    }

    // MARK: Paths

    func folder(of repository: String) -> String { "\(root)/repositories/\(repository)" }

    func tagFolder(_ tag: String, in repository: String) -> String {
        "\(folder(of: repository))/_manifests/tags/\(tag)"
    }

    func blobFile(_ digest: String) -> String {
        let hex = digest.dropFirst(Self.prefix.count)
        return "\(root)/blobs/sha256/\(hex.prefix(2))/\(hex)/data"
    }

    func layerLink(_ digest: String, in repository: String) -> String {
        "\(folder(of: repository))/_layers/sha256/\(digest.dropFirst(Self.prefix.count))/link"
    }

    func manifestLink(_ digest: String, in repository: String) -> String {
        "\(folder(of: repository))/_manifests/revisions/sha256/\(digest.dropFirst(Self.prefix.count))/link"
    }

    // MARK: Content

    /// The names of all repositories, in order.
    func repositories() -> [String] {
        var found: [String] = []
        var open = [""]
        while let name = open.popLast() {
            let children = Self.names(in: name.isEmpty ? "\(root)/repositories" : folder(of: name))
            if children.contains(where: { $0.hasPrefix("_") }), !name.isEmpty { found.append(name) }
            open += children.filter { !$0.hasPrefix("_") }.map { name.isEmpty ? $0 : "\(name)/\($0)" }
        }
        return found.sorted()
    }

    /// The links to blobs of the repository, by digest.
    func layerLinks(of repository: String) -> [String: Entry] {
        links(in: "\(folder(of: repository))/_layers/sha256")
    }

    /// The links to manifests of the repository, by digest; those of deleted manifests are gone.
    func manifestLinks(of repository: String) -> [String: Entry] {
        links(in: "\(folder(of: repository))/_manifests/revisions/sha256")
    }

    func tags(of repository: String) -> [String] {
        Self.names(in: "\(folder(of: repository))/_manifests/tags").sorted()
    }

    /// What the tag leads to; nil if it leads nowhere.
    func digest(ofTag tag: String, in repository: String) throws(FileError) -> String? {
        guard let content = try Files.read("\(tagFolder(tag, in: repository))/current/link") else { return nil }
        let digest = String(decoding: content, as: UTF8.self)
        return Self.isDigest(digest) ? digest : nil
    }

    /// When anybody last uploaded to the repository or began to.
    func lastUpload(to repository: String) -> Double {
        let uploads = "\(folder(of: repository))/_uploads"
        return Self.names(in: uploads).flatMap { name in
            ["\(uploads)/\(name)"] + ["data", "startedat"].map { "\(uploads)/\(name)/\($0)" }
        }.compactMap { Self.entry($0)?.modified }.max() ?? 0
    }

    /// The files of all blobs, by digest.
    func blobs() -> [String: Entry] {
        let folder = "\(root)/blobs/sha256"
        var found: [String: Entry] = [:]
        for part in Self.names(in: folder) {
            for hex in Self.names(in: "\(folder)/\(part)") where Self.isDigest(Self.prefix + hex) {
                found[Self.prefix + hex] = Self.entry("\(folder)/\(part)/\(hex)/data")
            }
        }
        return found
    }

    private func links(in folder: String) -> [String: Entry] {
        var found: [String: Entry] = [:]
        for hex in Self.names(in: folder) where Self.isDigest(Self.prefix + hex) {
            found[Self.prefix + hex] = Self.entry("\(folder)/\(hex)/link")
        }
        return found
    }

    // MARK: Files

    static func isDigest(_ text: String) -> Bool {
        text.utf8.count == prefix.utf8.count + 64 && text.hasPrefix(prefix)
            && text.dropFirst(prefix.count).utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }

    /// The names in the folder; none if it is not there or goes away meanwhile.
    static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    static func entry(_ path: String) -> Entry? {
        var information = stat()
        guard lstat(path, &information) == 0 else { return nil }
        let modified = Double(information.st_mtim.tv_sec) + Double(information.st_mtim.tv_nsec) / 1e9
        return Entry(path: path, size: Int(information.st_size), modified: modified)
    }
}
