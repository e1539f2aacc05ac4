// SPDX-License-Identifier: Apache-2.0

/// Who is calling, as proven by an access token.
package struct Principal: Sendable, Equatable {
    package let iamID: String
    /// Lower case.
    package let email: String
    /// The account that the token was made for; nil for an unscoped token.
    package let accountID: String?

    package init(iamID: String, email: String, accountID: String?) {
        self.iamID = iamID
        self.email = email
        self.accountID = accountID
    }

    /// The user's name inside clusters, as kube-apiserver computes it from the id token.
    package var kubernetesUserName: String {
        "IAM#\(email)"
    }
}
