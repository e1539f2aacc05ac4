// SPDX-License-Identifier: Apache-2.0

import Basics
package import FoundationEssentials

/// An account: what clusters, keys and policies belong to.
package struct Account: Sendable, Equatable, Identifiable {
    /// 32 lower-case hexadecimal digits.
    package let id: String
    package var name: String
    /// IAM id of the user who owns the account.
    package var ownerIAMID: String
    package var createdAt: Date
    package var updatedAt: Date
    /// Whether sessions that began with a password given to a program may have tokens for the account.
    package var allowsPasswordSessions: Bool

    package init(
        id: String,
        name: String,
        ownerIAMID: String,
        createdAt: Date,
        updatedAt: Date,
        allowsPasswordSessions: Bool = true
    ) {
        self.id = id
        self.name = name
        self.ownerIAMID = ownerIAMID
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.allowsPasswordSessions = allowsPasswordSessions
    }
}

/// A person who can sign in.
package struct User: Sendable, Equatable {
    /// `IBMid-` and ten upper-case letters or digits.
    package let iamID: String
    /// Lower case; unique.
    package var email: String
    package var givenName: String
    package var familyName: String
    /// What the password hasher made, never the password; empty for someone who has set none yet.
    package var passwordHash: String
    package var createdAt: Date

    package init(
        iamID: String,
        email: String,
        givenName: String,
        familyName: String,
        passwordHash: String,
        createdAt: Date
    ) {
        self.iamID = iamID
        self.email = email
        self.givenName = givenName
        self.familyName = familyName
        self.passwordHash = passwordHash
        self.createdAt = createdAt
    }

    /// An IAM id that nobody has.
    package static func newIAMID() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return "IBMid-" + String(RandomText.bytes(10).map { alphabet[Int($0 & 31)] })
    }
}

/// A refresh token that was handed out.
///
/// Tokens that descend from one sign-in share a family.
package struct RefreshToken: Sendable, Equatable {
    /// SHA-256 of the token's text in lower-case hexadecimal, behind its time; the text itself is kept nowhere.
    package let tokenHash: String
    package var familyID: String
    package var iamID: String
    /// The account that access tokens made from it carry; nil for an unscoped session.
    package var accountID: String?
    /// The account of the API key that started the session, which it can never leave; nil for a person's session.
    package var boundAccountID: String?
    /// `password`, `urn:ibm:params:oauth:grant-type:apikey` and so on: how the session began.
    package var grantType: String
    /// The API key that the session began with; nil for a person's session.
    package var apiKeyID: String?
    package var expiresAt: Date
    /// When it was exchanged for the first time; nil as long as it was not.
    package var usedAt: Date?

    package init(
        tokenHash: String,
        familyID: String,
        iamID: String,
        accountID: String?,
        boundAccountID: String?,
        grantType: String,
        apiKeyID: String? = nil,
        expiresAt: Date,
        usedAt: Date? = nil
    ) {
        self.tokenHash = tokenHash
        self.familyID = familyID
        self.iamID = iamID
        self.accountID = accountID
        self.boundAccountID = boundAccountID
        self.grantType = grantType
        self.apiKeyID = apiKeyID
        self.expiresAt = expiresAt
        self.usedAt = usedAt
    }
}
