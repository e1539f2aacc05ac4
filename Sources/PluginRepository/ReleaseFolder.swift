// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The programs for users' machines that came with this server.
///
/// A folder has a folder per platform (`linux64/bx`); one without, as compilers leave it, has those for this host.
package struct ReleaseFolder: Sendable {
    private static let pluginNames = ["container-service", "container-registry"]

    private let path: String

    package init(path: String) {
        self.path = path
    }

    /// The folder for the daemon at `executable`: in the place of libraries if it is installed, else beside it.
    package static func beside(_ executable: String) -> ReleaseFolder {
        let folder = String(executable.prefix(upTo: executable.lastIndex(of: "/") ?? executable.startIndex))
        let installed = ReleaseFolder(path: "\(folder)/../lib/slipway/release")
        return installed.hasPlatforms ? installed : ReleaseFolder(path: folder)
    }

    /// The program called `name`, by platform.
    func files(_ name: String) -> [(platform: String, path: String)] {
        let folders = hasPlatforms ? names.map { ($0, "\(path)/\($0)") } : [(HostPlatform.name, path)]
        return folders.map { (platform: $0.0, path: "\($0.1)/\(name)") }.filter { isFile($0.path) }
    }

    /// All plug-ins in here; those for this host come first.
    package var plugins: [(platform: String, path: String)] {
        let all = Self.pluginNames.flatMap { files($0) }
        return all.filter { $0.platform == HostPlatform.name } + all.filter { $0.platform != HostPlatform.name }
    }

    private var hasPlatforms: Bool {
        names.contains { name in ["linux64", "linux-arm64"].contains(name) && !isFile("\(path)/\(name)") }
    }

    private var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    private func isFile(_ path: String) -> Bool {
        var isDirectory = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory
    }
}
