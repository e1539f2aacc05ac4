// SPDX-License-Identifier: Apache-2.0

package import API
package import APIClient

extension Session {
    /// What calls send along.
    package var credentials: Credentials {
        Credentials(
            authorization: iamToken,
            refreshToken: iamRefreshToken,
            accountID: account?.id ?? "",
            organizationID: organization?.id ?? "",
            spaceID: space?.id ?? "",
            region: region
        )
    }

    /// The user's name as the token has it.
    package var user: String {
        SessionClaims(token: iamToken)?.user ?? ""
    }

    /// Who is logged in, for people: a service id has a name that says more than its identifier.
    package var userText: String {
        guard let claims = SessionClaims(token: iamToken) else { return "" }
        return claims.isServiceID && !claims.name.isEmpty ? "\(claims.name) (\(claims.user))" : claims.user
    }

    /// Puts new tokens in the place of the old ones.
    package mutating func take(_ tokens: TokenResponse) {
        iamToken = "\(tokens.tokenType) \(tokens.accessToken)"
        iamRefreshToken = tokens.refreshToken
        iamID = SessionClaims(token: tokens.accessToken)?.iamID ?? iamID
        if let token = tokens.uaaToken { uaaToken = "\(tokens.tokenType) \(token)" }
        if let token = tokens.uaaRefreshToken { uaaRefreshToken = token }
    }
}
