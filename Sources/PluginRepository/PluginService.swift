// SPDX-License-Identifier: Apache-2.0

package import API
import Basics
import FoundationEssentials

/// Lists the published plug-ins and finds their files.
package struct PluginService: Sendable {
    private let folder: PluginFolder
    private let repositoryURL: String

    /// `repositoryURL` is the public address of the repository, without a slash at its end.
    package init(folder: PluginFolder, repositoryURL: String) {
        self.folder = folder
        self.repositoryURL = repositoryURL
    }

    /// The list that clients choose from.
    package func list() async throws -> PluginList {
        let published = try await folder.plugins()
        var plugins: [PluginList.Plugin] = []
        for name in Set(published.map(\.name)).sorted() {
            let binaries = published.filter { $0.name == name }
            let newest = binaries.max { $0.version < $1.version }
            let versions = Set(binaries.map(\.version.description)).compactMap { PluginMetadata.Version($0) }.sorted()
            plugins.append(
                PluginList.Plugin(
                    name: name,
                    aliases: [],
                    description: newest?.description ?? "",
                    updated: Self.time(binaries.map(\.modifiedAt).max()),
                    versions: versions.map { version in self.version(version, binaries) }
                )
            )
        }
        return PluginList(plugins: plugins)
    }

    /// The path of the file that is published under these names, which are compared and never put into a path.
    package func file(name: String, version: String, file: String) async throws -> String {
        let published = try await folder.plugins()
        let found = published.first { plugin in
            plugin.name == name && plugin.version.description == version && plugin.fileName == file
        }
        guard let found else {
            throw APIError(status: 404, code: "P0001", message: "The specified plug-in file could not be found.")
        }
        return found.path
    }

    private func version(_ version: PluginMetadata.Version, _ binaries: [PublishedPlugin]) -> PluginList.Version {
        let own = binaries.filter { $0.version == version }
        return PluginList.Version(
            version: version.description,
            updated: Self.time(own.map(\.modifiedAt).max()),
            minCLIVersion: own.first?.minCLIVersion ?? "",
            binaries: own.map { plugin in
                PluginList.Binary(
                    platform: plugin.platform,
                    url: "\(repositoryURL)/downloads/\(plugin.name)/\(plugin.version)/\(plugin.fileName)",
                    checksum: plugin.sha1,
                    sha256: plugin.sha256
                )
            }
        )
    }

    private static func time(_ date: Date?) -> String {
        (date ?? Date(timeIntervalSince1970: 0)).millisecondText
    }
}
