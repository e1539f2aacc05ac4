// SPDX-License-Identifier: Apache-2.0

/// Who is calling, as proven by an access token.
package struct Principal: Sendable, Equatable {
    package let iamID: String
    /// Lower case; for a service id, which has no address, its identifier.
    package let email: String
    /// The account that the token was made for; nil for an unscoped token.
    package let accountID: String?
    /// The API key that the session began with; nil for a person's session.
    package let apiKeyID: String?

    package init(iamID: String, email: String, accountID: String?, apiKeyID: String? = nil) {
        self.iamID = iamID
        self.email = email
        self.accountID = accountID
        self.apiKeyID = apiKeyID
    }

    /// A user's name inside clusters, as kube-apiserver computes it from the subject of the id token.
    ///
    /// The subject of a person is the e-mail, that of a service id its identifier.
    package static func kubernetesUserName(subject: String) -> String {
        "IAM#\(subject.lowercased())"
    }
}
