// SPDX-License-Identifier: Apache-2.0

import Basics
import Model

/// All that decides what stands in the tokens of one answer.
struct Session: Sendable {
    let user: User
    let accountID: String?
    let boundAccountID: String?
    let familyID: String
    /// The hash of the refresh token that the answer's refresh token takes the place of; nil for a new session.
    let usedTokenHash: String?
    let apiKeyID: String?
    /// The grant that the session began with; its refresh tokens keep it.
    let origin: String
    /// The grant of this request.
    let grantType: String
    let clientID: String

    /// The session that continues, or begins with, `signIn`.
    init(_ signIn: SignIn, accountID: String?, grantType: String, clientID: String) {
        user = signIn.user
        self.accountID = accountID
        boundAccountID = signIn.boundAccountID
        familyID = signIn.familyID ?? RandomText.orderedIdentifier()
        usedTokenHash = signIn.usedTokenHash
        apiKeyID = signIn.apiKeyID
        origin = signIn.origin
        self.grantType = grantType
        self.clientID = clientID
    }
}
