// SPDX-License-Identifier: Apache-2.0

import Basics
import FoundationEssentials

/// What each call reads of an access token; the other claims are for clients.
struct CheckedClaims {
    let iamID: String
    let email: String
    let subject: String
    let accountID: String?
    let apiKeyID: String?
    let issuer: String
    let issuedAt: Int
    let expiresAt: Int
    let notBefore: Int?

    /// Throws if `payload` is that of another kind of token: only access tokens name their grant and have no audience.
    init(_ payload: Data) throws(PlainJSONError) {
        let claims = try PlainJSONObject(payload)
        guard try claims.optionalText("aud") == nil else { throw .unfitting(member: "aud") }
        _ = try claims.text("grant_type")
        iamID = try claims.text("iam_id")
        email = try claims.text("email")
        subject = try claims.text("sub")
        accountID = try claims.optionalObject("account")?.text("bss")
        apiKeyID = try claims.optionalText("apikey_id")
        issuer = try claims.text("iss")
        issuedAt = try claims.number("iat")
        expiresAt = try claims.number("exp")
        notBefore = try claims.optionalNumber("nbf")
    }

    /// Whose token it is.
    var principal: Principal {
        Principal(
            iamID: iamID,
            email: (email.isEmpty ? subject : email).lowercased(),
            accountID: accountID,
            apiKeyID: apiKeyID
        )
    }
}
