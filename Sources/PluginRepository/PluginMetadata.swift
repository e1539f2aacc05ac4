// SPDX-License-Identifier: Apache-2.0

/// What a plug-in says of itself when it is run with `SendMetadata`; the keys are those of the plug-in protocol.
struct PluginMetadata: Codable, Sendable {
    struct Version: Codable, Sendable, Comparable, CustomStringConvertible {
        let major: Int
        let minor: Int
        let build: Int

        private enum CodingKeys: String, CodingKey {
            case major = "Major"
            case minor = "Minor"
            case build = "Build"
        }

        init(major: Int, minor: Int, build: Int) {
            self.major = major
            self.minor = minor
            self.build = build
        }

        /// Reads `0.1.328` and nothing else, so that a version can be the name of a folder.
        init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 3, let major = parts[0], let minor = parts[1], let build = parts[2] else { return nil }
            self.init(major: major, minor: minor, build: build)
            guard description == text else { return nil }
        }

        var description: String {
            "\(major).\(minor).\(build)"
        }

        static func < (left: Version, right: Version) -> Bool {
            (left.major, left.minor, left.build) < (right.major, right.minor, right.build)
        }
    }

    struct Namespace: Codable, Sendable {
        let name: String
        let description: String?

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case description = "Description"
        }
    }

    let name: String
    let version: Version
    let minCLIVersion: Version?
    let namespaces: [Namespace]?

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case version = "Version"
        case minCLIVersion = "MinCliVersion"
        case namespaces = "Namespaces"
    }
}
