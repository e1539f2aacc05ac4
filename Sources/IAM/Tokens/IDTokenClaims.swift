// SPDX-License-Identifier: Apache-2.0

import API
import Model

/// The claims of an id token: what kube-apiserver reads to know a user.
struct IDTokenClaims: Encodable {
    /// The client id in kubeconfigs; kube-apiserver insists on it, and no other service takes a token that has one.
    static let audience = "bx"

    let iamID: String
    let iss: String
    let sub: String
    let aud: String
    let givenName: String
    let familyName: String
    let name: String
    let email: String
    let scope: String
    let iat: Int
    let exp: Int

    private enum CodingKeys: String, CodingKey {
        case iamID = "iam_id"
        case iss
        case sub
        case aud
        case givenName = "given_name"
        case familyName = "family_name"
        case name
        case email
        case scope
        case iat
        case exp
    }

    init(user: User, issuer: String, issuedAt: Int, expiresAt: Int) {
        iamID = user.iamID
        iss = issuer
        sub = user.email.lowercased()
        aud = Self.audience
        givenName = user.givenName
        familyName = user.familyName
        name = [user.givenName, user.familyName].filter { !$0.isEmpty }.joined(separator: " ")
        email = user.email.lowercased()
        scope = "ibm openid"
        iat = issuedAt
        exp = expiresAt
    }
}
