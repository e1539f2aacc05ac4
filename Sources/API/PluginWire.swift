// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET <plug-in repository>/bx/list`.
///
/// Repositories differ in what they say; reading needs no more than names, versions and where the programs are.
package struct PluginList: Codable, Sendable {
    package struct Author: Codable, Sendable, Equatable {
        package var name: String

        package init(name: String) {
            self.name = name
        }
    }

    package struct Plugin: Codable, Sendable {
        package var name: String
        package var aliases: [String]
        package var description: String
        /// RFC 3339.
        package var created: String
        package var updated: String
        package var company: String
        package var homepage: String
        package var authors: [Author]
        package var versions: [Version]

        package init(name: String, aliases: [String], description: String, updated: String, versions: [Version]) {
            self.name = name
            self.aliases = aliases
            self.description = description
            self.created = updated
            self.updated = updated
            self.company = "Slipway"
            self.homepage = ""
            self.authors = []
            self.versions = versions
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            func text(_ key: CodingKeys) -> String { (try? container.decode(String.self, forKey: key)) ?? "" }
            name = try container.decode(String.self, forKey: .name)
            aliases = try container.decodeIfPresent([String].self, forKey: .aliases) ?? []
            description = text(.description)
            created = text(.created)
            updated = text(.updated)
            company = text(.company)
            homepage = text(.homepage)
            authors = (try? container.decode([Author].self, forKey: .authors)) ?? []
            versions = try container.decodeIfPresent([Version].self, forKey: .versions) ?? []
        }
    }

    package struct Version: Codable, Sendable {
        package var version: String
        package var updated: String
        package var documentationURL: String
        package var minCLIVersion: String
        package var binaries: [Binary]
        package var releaseNotesLink: String

        private enum CodingKeys: String, CodingKey {
            case version
            case updated
            case documentationURL = "doc_url"
            case minCLIVersion = "min_cli_version"
            case binaries
            case releaseNotesLink
        }

        package init(version: String, updated: String, minCLIVersion: String, binaries: [Binary]) {
            self.version = version
            self.updated = updated
            self.documentationURL = ""
            self.minCLIVersion = minCLIVersion
            self.binaries = binaries
            self.releaseNotesLink = ""
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            func text(_ key: CodingKeys) -> String { (try? container.decode(String.self, forKey: key)) ?? "" }
            version = try container.decode(String.self, forKey: .version)
            updated = text(.updated)
            documentationURL = text(.documentationURL)
            minCLIVersion = text(.minCLIVersion)
            binaries = try container.decodeIfPresent([Binary].self, forKey: .binaries) ?? []
            releaseNotesLink = text(.releaseNotesLink)
        }
    }

    package struct Binary: Codable, Sendable {
        /// `linux64`.
        package var platform: String
        package var url: String
        /// SHA-1, 40 hexadecimal digits, for clients of the time.
        package var checksum: String
        /// SHA-256, 64 hexadecimal digits; ours.
        package var sha256: String?

        package init(platform: String, url: String, checksum: String, sha256: String?) {
            self.platform = platform
            self.url = url
            self.checksum = checksum
            self.sha256 = sha256
        }
    }

    package var plugins: [Plugin]

    package init(plugins: [Plugin]) {
        self.plugins = plugins
    }
}
