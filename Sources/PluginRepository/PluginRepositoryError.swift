// SPDX-License-Identifier: Apache-2.0

/// Why an executable cannot be published.
package enum PluginRepositoryError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The program at this path does not answer as a plug-in does.
    case notAPlugin(path: String, reason: String)
    /// Its name or the platform cannot be part of an address.
    case unusableName(String)
    case notPublished(name: String, version: String)

    package var description: String {
        switch self {
        case .notAPlugin(let path, let reason): "\(path) is not a plug-in: \(reason)"
        case .unusableName(let name): "\"\(name)\" cannot be the name of a plug-in or of a platform"
        case .notPublished(let name, let version): "plug-in \"\(name)\" \(version) is not published"
        }
    }
}
