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
    /// Where the registry's API is, `/api/v1` being below it; servers without a registry have none.
    package var registryEndpoint: String?
    /// What names of images in the registry begin with: a host, and its port unless it is that of HTTPS.
    package var registryHost: String?
    package var region: String
    /// The version of `bx` that the server hands out; other servers do not say.
    package var clientVersion: String?

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
        case registryEndpoint = "registry_endpoint"
        case registryHost = "registry_host"
        case region
        case clientVersion = "bx_version"
    }

    /// The information of a server that answers for all services at `baseURL`, and has a registry if that has a host.
    package init(baseURL: String, region: String, clientVersion: String? = nil, registryHost: String? = nil) {
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
        registryEndpoint = registryHost == nil ? nil : baseURL
        self.registryHost = registryHost
        self.region = region
        self.clientVersion = clientVersion
    }
}
