// SPDX-License-Identifier: Apache-2.0

package import Archives
import Basics
import FoundationEssentials
import Glibc

/// Why a downloaded configuration could not be used.
package enum KubeconfigError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The server's archive is not what it should be; the text says how.
    case malformed(String)
    /// The server's name of the cluster cannot be the name of a folder.
    case unsafeName(String)

    package var description: String {
        switch self {
        case .malformed(let how): how
        case .unsafeName(let name): "\"\(name)\" cannot be the name of a folder"
        }
    }
}

/// The folder in which the configuration of one cluster is kept for `kubectl`.
package struct KubeconfigFolder: Sendable {
    private static let folderMode: mode_t = 0o700
    private static let fileMode: mode_t = 0o600

    /// The absolute path of the folder.
    package let path: String

    /// The folder of the cluster called `clusterName` below `parent`.
    package init(parent: String, clusterName: String, isAdmin: Bool) throws(KubeconfigError) {
        let isSafe = !clusterName.isEmpty && !clusterName.hasPrefix(".") && !clusterName.contains("/")
        guard isSafe, !clusterName.utf8.contains(0) else { throw .unsafeName(clusterName) }
        path = "\(parent)/\(clusterName)\(isAdmin ? "-admin" : "")"
    }

    /// Puts the files of a downloaded archive into the folder and returns the path of the kubeconfig.
    ///
    /// All of them are complete on disk before the first one takes its place, and the kubeconfig, which names the
    /// others, comes last: an older copy stays whole until then. Configuration that the new copy lacks is removed.
    package func replace(with entries: [ArchiveEntry]) throws -> String {
        let files = try Self.files(in: entries)
        try Files.makeDirectory(path, mode: Self.folderMode)
        let staging = "\(path)/.new-\(RandomText.hex(byteCount: 4))"
        try Files.makeDirectory(staging, mode: Self.folderMode)
        do {
            for file in files { try Files.write(file.content, to: "\(staging)/\(file.name)", mode: Self.fileMode) }
            for file in files { try move("\(staging)/\(file.name)", to: "\(path)/\(file.name)") }
        } catch {
            try Files.remove(staging)
            throw error
        }
        try Files.remove(staging)
        try removeOlderFiles(keeping: Set(files.map(\.name)))
        return "\(path)/\(files.last?.name ?? "")"
    }

    /// The path of the file in the folder whose name begins with `prefix`; nil if there is none.
    package func file(withPrefix prefix: String) throws -> String? {
        try FileManager.default.contentsOfDirectory(atPath: path).first { $0.hasPrefix(prefix) }.map { "\(path)/\($0)" }
    }

    /// The files of the archive by their plain names; the kubeconfig is the last.
    private static func files(in entries: [ArchiveEntry]) throws(KubeconfigError) -> [(name: String, content: Data)] {
        var files: [(name: String, content: Data)] = []
        var configurations: [(name: String, content: Data)] = []
        for entry in entries where !entry.path.hasSuffix("/") {
            let parts = entry.path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count <= 2, let name = parts.last, !name.isEmpty, !name.hasPrefix(".") else {
                throw .malformed("it holds \"\(entry.path)\"")
            }
            guard !(files + configurations).contains(where: { $0.name == name }) else {
                throw .malformed("it holds \"\(name)\" twice")
            }
            if isConfiguration(name) {
                configurations.append((name, entry.content))
            } else {
                files.append((name, entry.content))
            }
        }
        guard configurations.count == 1 else {
            throw .malformed("it holds \(configurations.count) kubeconfig files instead of one")
        }
        return files + configurations
    }

    private func removeOlderFiles(keeping names: Set<String>) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            let isOurs = name.hasSuffix(".pem") || Self.isConfiguration(name)
            if isOurs, !names.contains(name) { try Files.remove("\(path)/\(name)") }
        }
    }

    private func move(_ source: String, to target: String) throws(FileError) {
        guard rename(source, target) == 0 else { throw FileError(path: target, action: "write", code: errno) }
    }

    private static func isConfiguration(_ name: String) -> Bool {
        name.hasSuffix(".yml") || name.hasSuffix(".yaml")
    }
}
