// SPDX-License-Identifier: Apache-2.0

/// An OpenID Connect provider at which the people of some e-mail domains sign in.
package struct IdentityProvider: Sendable, Equatable {
    /// What the provider's claims are called that we need.
    package struct ClaimNames: Sendable, Equatable {
        package var email: String
        package var givenName: String
        package var familyName: String

        package init(email: String = "email", givenName: String = "given_name", familyName: String = "family_name") {
            self.email = email
            self.givenName = givenName
            self.familyName = familyName
        }
    }

    /// What users see.
    package let title: String
    /// `https://...`, exactly as in the provider's tokens.
    package let issuer: String
    package let clientID: String
    /// Read at each sign-in, so that the secret can be changed at any time; nil for a client without one.
    package var clientSecretFile: String?
    /// E-mail domains, lower case.
    package let domains: Set<String>
    package var scopes = ["openid", "email", "profile"]
    package var claims = ClaimNames()
    /// Whether the provider must vouch for the address with `email_verified`.
    package var requiresVerifiedEmail = true
    /// The account that unknown people of the domains are let into; nil lets nobody in who was not invited.
    package var admittingAccountID: String?
    /// The authorities that vouch for the provider's certificate; nil for those of the machine.
    package var authorityFile: String?

    package init(title: String, issuer: String, clientID: String, domains: Set<String>) {
        self.title = title
        self.issuer = issuer
        self.clientID = clientID
        self.domains = domains
    }

    /// Whether the provider may speak for the holder of `email`.
    func covers(_ email: String) -> Bool {
        FederatedDomains(domains).domain(of: email) != nil
    }
}
