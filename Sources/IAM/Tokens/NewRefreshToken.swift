// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Model

/// A refresh token that nobody has yet: its text for the client, and what is kept of it.
struct NewRefreshToken: Sendable {
    /// How long a refresh token is valid after it was issued, in seconds.
    private static let lifetime = 30.0 * 86_400

    let text: String
    let token: RefreshToken

    init(for session: Session, at now: Date) {
        text = RefreshTokenText.make(at: now)
        token = RefreshToken(
            tokenHash: RefreshTokenText.hash(of: text),
            familyID: session.familyID,
            iamID: session.user.iamID,
            accountID: session.accountID,
            boundAccountID: session.boundAccountID,
            grantType: session.origin,
            apiKeyID: session.apiKeyID,
            expiresAt: now.addingTimeInterval(Self.lifetime)
        )
    }
}
