// SPDX-License-Identifier: Apache-2.0

/// Where the identity service is found, as clients see it.
package struct IAMConfiguration: Sendable {
    /// Scheme, host and port of the server, without a slash at the end.
    package let publicURL: String
    package let region: String

    package init(publicURL: String, region: String) {
        self.publicURL = publicURL
        self.region = region
    }

    /// What stands in the tokens' `iss`; the discovery document is below it.
    package var issuer: String {
        publicURL + "/identity"
    }

    /// What stands in the `iss` of UAA tokens.
    var uaaIssuer: String {
        publicURL + "/oauth/token"
    }
}
