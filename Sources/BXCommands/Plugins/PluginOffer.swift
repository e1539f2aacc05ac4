// SPDX-License-Identifier: Apache-2.0

import API
import PluginKit

/// One version of a plug-in as a repository offers it for this machine.
struct PluginOffer: Sendable {
    let name: String
    let version: PluginVersion
    /// The oldest program that it works with, if the repository says so.
    let minCLIVersion: PluginVersion?
    let binary: PluginList.Binary

    /// What programs for this machine are called in repositories.
    static var platform: String {
        #if arch(arm64)
        "linux-arm64"
        #else
        "linux64"
        #endif
    }

    /// Whether this program is new enough for it.
    var isCompatible: Bool {
        minCLIVersion.map { $0 <= BXVersion.compatible } ?? true
    }

    /// What `entry` is for this machine; nil if it is for others.
    init?(_ entry: PluginList.Version, of plugin: PluginList.Plugin) {
        guard let version = PluginVersion(entry.version),
            let binary = entry.binaries.first(where: { $0.platform == Self.platform })
        else { return nil }
        name = plugin.name
        self.version = version
        minCLIVersion = PluginVersion(entry.minCLIVersion)
        self.binary = binary
    }
}
