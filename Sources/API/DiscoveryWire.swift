// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /v2/info`: what a client needs to know to sign in and work.
///
/// The endpoint rows are ours.
package struct ServerInfo: Codable, Sendable {
    package var name: String
    package var description: String
    package var apiVersion: String
    package var authorizationEndpoint: String
    package var tokenEndpoint: String
    /// The web page that shows one-time passcodes.
    package var passcodeEndpoint: String?
    package var iamEndpoint: String
    package var accountManagementEndpoint: String
    package var containersEndpoint: String
    package var pluginRepositoryURL: String
    package var region: String

    private enum CodingKeys: String, CodingKey {
        case name
        case description
        case apiVersion = "api_version"
        case authorizationEndpoint = "authorization_endpoint"
        case tokenEndpoint = "token_endpoint"
        case passcodeEndpoint = "passcode_endpoint"
        case iamEndpoint = "iam_endpoint"
        case accountManagementEndpoint = "accountmanagement_endpoint"
        case containersEndpoint = "containers_endpoint"
        case pluginRepositoryURL = "plugin_repository_url"
        case region
    }

    /// The information of a server that answers for all services at `baseURL`.
    package init(baseURL: String, region: String) {
        name = "Slipway"
        description = "Kubernetes clusters on your own machines"
        apiVersion = "2.92.0"
        authorizationEndpoint = baseURL
        tokenEndpoint = baseURL
        passcodeEndpoint = baseURL + "/identity/passcode"
        iamEndpoint = baseURL
        accountManagementEndpoint = baseURL
        containersEndpoint = baseURL
        pluginRepositoryURL = baseURL + "/plugins"
        self.region = region
    }
}

/// The answer to `GET <plug-in repository>/bx/list`.
package struct PluginList: Codable, Sendable {
    package struct Plugin: Codable, Sendable {
        package var name: String
        package var aliases: [String]
        package var description: String
        /// RFC 3339.
        package var created: String
        package var updated: String
        package var company: String
        package var homepage: String
        package var versions: [Version]

        package init(name: String, aliases: [String], description: String, updated: String, versions: [Version]) {
            self.name = name
            self.aliases = aliases
            self.description = description
            self.created = updated
            self.updated = updated
            self.company = "Slipway"
            self.homepage = ""
            self.versions = versions
        }
    }

    package struct Version: Codable, Sendable {
        package var version: String
        package var updated: String
        package var minCLIVersion: String
        package var binaries: [Binary]

        private enum CodingKeys: String, CodingKey {
            case version
            case updated
            case minCLIVersion = "min_cli_version"
            case binaries
        }

        package init(version: String, updated: String, minCLIVersion: String, binaries: [Binary]) {
            self.version = version
            self.updated = updated
            self.minCLIVersion = minCLIVersion
            self.binaries = binaries
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
