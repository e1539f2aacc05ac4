// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// One executable of the repository.
struct PublishedPlugin: Sendable {
    let name: String
    let version: PluginMetadata.Version
    /// `linux64`.
    let platform: String
    let path: String
    let modifiedAt: Date
    let sha1: String
    let sha256: String
    let description: String
    let minCLIVersion: String

    /// The last segment of its address.
    var fileName: String {
        "\(name)-\(platform)"
    }
}
