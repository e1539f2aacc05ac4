// SPDX-License-Identifier: Apache-2.0

import API

/// What each call reads of an access token; the other claims are for clients.
struct CheckedClaims: Decodable {
    let iamID: String
    let email: String
    let sub: String
    let account: AccessTokenClaims.AccountClaim?
    let apiKeyID: String?
    /// Only access tokens name their grant and have no audience.
    let grantType: String
    let aud: String?
    let iss: String
    let iat: Int
    let exp: Int
    let nbf: Int?

    private enum CodingKeys: String, CodingKey {
        case iamID = "iam_id"
        case email
        case sub
        case account
        case apiKeyID = "apikey_id"
        case grantType = "grant_type"
        case aud
        case iss
        case iat
        case exp
        case nbf
    }

    /// Whose token it is.
    var principal: Principal {
        Principal(
            iamID: iamID,
            email: (email.isEmpty ? sub : email).lowercased(),
            accountID: account?.bss,
            apiKeyID: apiKeyID
        )
    }
}
