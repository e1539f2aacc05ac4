// SPDX-License-Identifier: Apache-2.0

import API
import Authentication
import HTTP

/// `GET /identity/userinfo`: the claims of the caller's token.
struct UserInfoHandler: Sendable {
    /// The claims, with the two fields that the token itself does not have.
    private struct UserInfo: Encodable {
        let claims: AccessTokenClaims

        private enum CodingKeys: String, CodingKey {
            case active
            case realmID = "realmId"
        }

        func encode(to encoder: any Encoder) throws {
            try claims.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(true, forKey: .active)
            try container.encode(claims.realmID, forKey: .realmID)
        }
    }

    let authenticator: TokenAuthenticator

    /// Answers with the claims of the access token in `request`.
    func userInfo(_ request: HTTPRequest) async throws -> HTTPResponse {
        try .json(UserInfo(claims: try authenticator.claims(of: request)))
    }
}
