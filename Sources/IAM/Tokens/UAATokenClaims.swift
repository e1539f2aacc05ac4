// SPDX-License-Identifier: Apache-2.0

import API
import Model

/// The claims of a UAA token, which clients of the time send for organizations and the older account calls.
struct UAATokenClaims: Encodable {
    let jti: String
    let sub: String
    let scope: [String]
    let clientID: String
    let cid: String
    let azp: String
    let grantType: String
    let userID: String
    let origin: String
    let userName: String
    let email: String
    let authTime: Int
    let iat: Int
    let exp: Int
    let iss: String
    let zid: String
    let aud: [String]
    /// Ours: the account of the session, so that this token opens no more than the access token beside it.
    let account: AccessTokenClaims.AccountClaim?

    private enum CodingKeys: String, CodingKey {
        case jti
        case sub
        case scope
        case clientID = "client_id"
        case cid
        case azp
        case grantType = "grant_type"
        case userID = "user_id"
        case origin
        case userName = "user_name"
        case email
        case authTime = "auth_time"
        case iat
        case exp
        case iss
        case zid
        case aud
        case account
    }

    init(
        user: User,
        accountID: String?,
        tokenID: String,
        grantType: String,
        issuer: String,
        issuedAt: Int,
        expiresAt: Int
    ) {
        jti = tokenID
        sub = user.iamID
        scope = ["cloud_controller.read", "password.write", "cloud_controller.write", "openid", "uaa.user"]
        clientID = "cf"
        cid = "cf"
        azp = "cf"
        self.grantType = grantType
        userID = user.iamID
        origin = "uaa"
        userName = user.email
        email = user.email
        authTime = issuedAt
        iat = issuedAt
        exp = expiresAt
        iss = issuer
        zid = "uaa"
        aud = ["cloud_controller", "password", "cf", "uaa", "openid"]
        account = accountID.map { .init(bss: $0) }
    }
}
