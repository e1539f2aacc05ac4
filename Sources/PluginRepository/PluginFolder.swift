// SPDX-License-Identifier: Apache-2.0

import Basics
import Cryptography
import FoundationEssentials
import Glibc

/// The folder of published plug-ins: `<name>/<version>/<platform>/<name>`, each with the metadata that it gave.
///
/// It is looked at anew for each request; checksums are kept for as long as a file stays as it is.
package actor PluginFolder {
    private struct Fingerprint: Equatable {
        let inode: UInt64
        let size: Int
        let modified: Int
        let modifiedNanoseconds: Int
    }

    private struct Checksums {
        let fingerprint: Fingerprint
        let sha1: String
        let sha256: String
    }

    private let path: String
    private var known: [String: Checksums] = [:]
    /// Hashing large files blocks.
    private nonisolated let executor = ThreadExecutor(label: "plugin-folder")

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    package init(path: String) {
        self.path = path
    }

    /// All that is published: by name, then version, then platform.
    func plugins() throws(FileError) -> [PublishedPlugin] {
        var found: [PublishedPlugin] = []
        for name in entries(of: path) where Self.isUsable(name) {
            let versions = entries(of: "\(path)/\(name)").compactMap { PluginMetadata.Version($0) }
            for version in versions.sorted() {
                for platform in entries(of: "\(path)/\(name)/\(version)") where Self.isUsable(platform) {
                    if let plugin = try plugin(name, version, platform) { found.append(plugin) }
                }
            }
        }
        return found
    }

    /// Takes in the executable at `source`, in one step; `metadata` is what it printed for `SendMetadata`.
    func add(_ source: String, metadata text: Data, of metadata: PluginMetadata, platform: String) throws {
        for name in [metadata.name, platform] where !Self.isUsable(name) {
            throw PluginRepositoryError.unusableName(name)
        }
        let folder = "\(path)/\(metadata.name)/\(metadata.version)/\(platform)"
        try Files.makeDirectory(folder, mode: 0o755)
        try Files.write(text, to: "\(folder)/metadata.json", mode: 0o644)
        let temporary = "\(folder)/.\(RandomText.hex(byteCount: 4)).tmp"
        defer { unlink(temporary) }
        try FileManager.default.copyItem(atPath: source, toPath: temporary)
        let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        let target = "\(folder)/\(metadata.name)"
        guard descriptor >= 0, fchmod(descriptor, 0o755) == 0, fsync(descriptor) == 0, rename(temporary, target) == 0
        else { throw FileError(path: target, action: "write", code: errno) }
    }

    private func plugin(
        _ name: String,
        _ version: PluginMetadata.Version,
        _ platform: String
    ) throws(FileError) -> PublishedPlugin? {
        let folder = "\(path)/\(name)/\(version)/\(platform)"
        let file = "\(folder)/\(name)"
        var information = stat()
        guard lstat(file, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        let sums = try checksums(of: file, information)
        var metadata: PluginMetadata?
        if let text = try Files.read("\(folder)/metadata.json") {
            metadata = try? JSONDecoder().decode(PluginMetadata.self, from: text)
        }
        return PublishedPlugin(
            name: name,
            version: version,
            platform: platform,
            path: file,
            modifiedAt: Date(timeIntervalSince1970: Double(information.st_mtim.tv_sec)),
            sha1: sums.sha1,
            sha256: sums.sha256,
            description: metadata?.namespaces?.first?.description ?? "",
            minCLIVersion: (metadata?.minCLIVersion).map { "\($0)" } ?? ""
        )
    }

    private func checksums(of file: String, _ information: stat) throws(FileError) -> Checksums {
        let fingerprint = Fingerprint(
            inode: UInt64(information.st_ino),
            size: Int(information.st_size),
            modified: information.st_mtim.tv_sec,
            modifiedNanoseconds: information.st_mtim.tv_nsec
        )
        if let sums = known[file], sums.fingerprint == fingerprint { return sums }
        let sums = Checksums(
            fingerprint: fingerprint,
            sha1: try Digest.sha1HexOfFile(file),
            sha256: try Digest.sha256HexOfFile(file)
        )
        known[file] = sums
        return sums
    }

    /// The names in a directory, sorted; none if it is not there.
    private func entries(of directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    /// Names of plug-ins and platforms become parts of paths and addresses.
    private static func isUsable(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "."), name.utf8.count <= 64 else { return false }
        return name.utf8.allSatisfy { byte in
            let character = Character(UnicodeScalar(byte))
            return byte < 128 && (character.isLetter || character.isNumber || "-_.".contains(character))
        }
    }
}
