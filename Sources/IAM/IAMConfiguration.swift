// SPDX-License-Identifier: Apache-2.0

/// Where the identity service is found, as clients see it.
package struct IAMConfiguration: Sendable {
    /// Scheme, host and port of the server, without a slash at the end.
    package let publicURL: String
    package let region: String
    /// The version of `bx` that the server hands out.
    let clientVersion: String?
    /// What names of images in the registry begin with; nil without a registry.
    let registryHost: String?
    /// The users of these domains of e-mail addresses have no password here.
    let federatedDomains: FederatedDomains

    /// Whether programs may trade a password for tokens; the web page takes passwords in any case.
    let allowsPasswordGrant: Bool

    /// `federatedDomains` are in lower case.
    package init(
        publicURL: String,
        region: String,
        clientVersion: String? = nil,
        registryHost: String? = nil,
        federatedDomains: Set<String> = [],
        allowsPasswordGrant: Bool = true
    ) {
        self.allowsPasswordGrant = allowsPasswordGrant
        self.publicURL = publicURL
        self.region = region
        self.clientVersion = clientVersion
        self.registryHost = registryHost
        self.federatedDomains = FederatedDomains(federatedDomains)
    }

    /// Whether the holder of `email` signs in elsewhere, and has no password here.
    package func isFederated(_ email: String) -> Bool {
        federatedDomains.domain(of: email) != nil
    }

    /// What stands in the tokens' `iss`; the discovery document is below it.
    package var issuer: String {
        publicURL + "/identity"
    }

    /// The web page that shows one-time passcodes.
    var passcodePage: String {
        issuer + "/passcode"
    }

    /// Where identity providers send browsers back to.
    var callbackURL: String {
        issuer + "/callback"
    }

    /// What stands in the `iss` of UAA tokens.
    package var uaaIssuer: String {
        publicURL + "/oauth/token"
    }
}
