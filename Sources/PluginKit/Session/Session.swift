// SPDX-License-Identifier: Apache-2.0

/// Something with an identifier and a name, as sessions keep it.
package struct SessionTarget: Sendable, Equatable {
    package var id: String
    package var name: String
    /// Only accounts have one.
    package var owner: String

    package init(id: String, name: String, owner: String = "") {
        self.id = id
        self.name = name
        self.owner = owner
    }
}

/// A plug-in repository that `bx` knows by name.
package struct PluginRepositoryEntry: Sendable, Equatable {
    package var name: String
    package var url: String

    package init(name: String, url: String) {
        self.name = name
        self.url = url
    }
}

/// Who is logged in, where, and with what in hand; empty texts mean that there is nothing.
package struct Session: Sendable, Equatable {
    /// How long a server may take to answer if nobody says otherwise, in seconds.
    package static let usualTimeout = 60

    /// The address of the API, without a slash at its end.
    package var apiEndpoint = ""
    package var apiVersion = ""
    package var authorizationEndpoint = ""
    package var uaaEndpoint = ""
    package var iamEndpoint = ""
    package var accountManagementEndpoint = ""
    package var containersEndpoint = ""
    package var region = ""
    /// Scheme and token.
    package var iamToken = ""
    package var iamRefreshToken = ""
    package var iamID = ""
    /// Scheme and token.
    package var uaaToken = ""
    package var uaaRefreshToken = ""
    package var account: SessionTarget?
    package var resourceGroup: SessionTarget?
    package var organization: SessionTarget?
    package var space: SessionTarget?
    package var pluginRepositories: [PluginRepositoryEntry] = []
    /// PEM text of the authority that vouches for the server, and where it was read; the file may be gone.
    package var authorityPEM = ""
    package var authorityFile = ""
    /// Whether the server's certificate is not looked at.
    package var skipsCertificateCheck = false
    /// Settings of `bx config`, as typed.
    package var color = ""
    package var trace = ""
    /// For instance `de_DE`; empty for none.
    package var locale = ""
    /// How long a server may take to answer, in seconds; nil for the usual time.
    package var httpTimeout: Int?
    /// Whether nobody wants to hear of a newer version.
    package var isVersionCheckDisabled = false

    package init() {}

    package var hasEndpoint: Bool {
        !apiEndpoint.isEmpty
    }

    package var isLoggedIn: Bool {
        !iamToken.isEmpty
    }

    /// Forgets who is logged in; where, and the settings, stay.
    package mutating func endLogin() {
        (iamToken, iamRefreshToken, iamID, uaaToken, uaaRefreshToken) = ("", "", "", "", "")
        (account, resourceGroup, organization, space) = (nil, nil, nil, nil)
    }

    /// Forgets the endpoint and all that came with it; repositories and settings stay.
    package mutating func forgetEndpoint() {
        endLogin()
        (apiEndpoint, apiVersion, authorizationEndpoint, uaaEndpoint) = ("", "", "", "")
        (iamEndpoint, accountManagementEndpoint, containersEndpoint, region) = ("", "", "", "")
        (authorityPEM, authorityFile, skipsCertificateCheck) = ("", "", false)
    }

    /// Makes `repository` known in place of one that has its name in any case.
    package mutating func add(_ repository: PluginRepositoryEntry) {
        if let index = pluginRepositories.firstIndex(where: { $0.isCalled(repository.name) }) {
            pluginRepositories[index] = repository
        } else {
            pluginRepositories.append(repository)
        }
    }
}

extension PluginRepositoryEntry {
    /// Whether this is its name; case does not matter.
    package func isCalled(_ name: String) -> Bool {
        self.name.lowercased() == name.lowercased()
    }
}
