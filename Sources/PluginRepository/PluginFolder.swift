// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials
import Glibc

/// The folder of published plug-ins: `<name>/<version>/<platform>/<name>`, each with the metadata that it gave.
///
/// It is looked at anew for each request; checksums are kept for as long as a file stays as it is.
package actor PluginFolder {
    private let path: String
    private var checksums = FileChecksums()
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

    /// Takes back a version, for one platform or for all; gives whether there was anything to take back.
    func withdraw(_ name: String, _ version: PluginMetadata.Version, platform: String?) throws(FileError) -> Bool {
        guard Self.isUsable(name), platform.map(Self.isUsable) ?? true else { return false }
        let folder = "\(path)/\(name)/\(version)"
        let doomed = platform.map { "\(folder)/\($0)" } ?? folder
        guard Files.exists(doomed) else { return false }
        try Files.remove(doomed)
        // These go only if nothing is left in them.
        rmdir(folder)
        rmdir("\(path)/\(name)")
        return true
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
        let sums = try checksums.checksums(of: file, information)
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
