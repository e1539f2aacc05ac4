// SPDX-License-Identifier: Apache-2.0

import API
import Basics
import Cryptography
import HTTP
import Model
import Storage

/// `POST /identity/revoke`: ends the session that a refresh token belongs to (RFC 7009).
///
/// A token that nobody knows is revoked already. Access tokens cannot be revoked; they end by themselves within the hour.
struct RevocationHandler: Sendable {
    let refreshTokens: any RefreshTokenStore
    let audit: SignInAudit
    let logger: Logger

    func revoke(_ request: HTTPRequest) async throws -> HTTPResponse {
        let fields = try TokenRequest.fields(of: request.body)
        try OAuthClient.requireName(
            authorization: request.headers["Authorization"],
            formID: fields["client_id"],
            formSecret: fields["client_secret"]
        )
        guard let text = fields["token"], !text.isEmpty else { throw APIError.missingParameter("token") }
        let hash = RefreshTokenText.hash(of: text)
        if let token = try await existing({ try await refreshTokens.refreshToken(hash: hash) }) {
            try await refreshTokens.deleteRefreshTokens(familyID: token.familyID)
            await audit.revoked(request, token)
            logger.info(
                "a session was ended by its holder",
                [
                    "event": "iam.session.revoked", "iamID": token.iamID, "accountID": token.accountID ?? "",
                    "address": request.remoteAddress, "requestID": request.id,
                ].filter { !$0.value.isEmpty }
            )
        }
        return HTTPResponse(status: 200, headers: ["Cache-Control": "no-store"])
    }
}
