// SPDX-License-Identifier: Apache-2.0

package import FoundationEssentials

/// That a person here is this one at an identity provider.
package struct FederatedIdentity: Sendable, Equatable {
    /// The provider's issuer URL, exactly as in its tokens.
    package let issuer: String
    /// What the provider calls the person: `sub`, which it never gives to anybody else.
    package let subject: String
    package let iamID: String
    /// When the person came from there for the first time.
    package let boundAt: Date

    package init(issuer: String, subject: String, iamID: String, boundAt: Date) {
        self.issuer = issuer
        self.subject = subject
        self.iamID = iamID
        self.boundAt = boundAt
    }
}
